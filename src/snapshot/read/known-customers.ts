import { groupBy } from '../../rating/group-by.ts';
import { appPeaks } from './app-peaks.ts';
import { customerMonths } from './customer-months.ts';
import { readDraftCustomers } from './draft-months.ts';
import type { Snapshot } from './snapshot.ts';

/** Reads the customers with a document, a draft or usage by month; months and ids ascending. */
export async function readKnownCustomers(snapshot: Snapshot): Promise<Map<string, string[]>> {
  const rows = [
    ...(await customerMonths(snapshot)),
    ...(await appPeaks(snapshot)),
    ...(await readDraftCustomers(snapshot)),
  ];
  const months = groupBy(rows, ({ month }) => month);
  const sorted = [...months].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(
    sorted.map(([month, own]) => {
      const ids = new Set(own.map(({ customerId }) => customerId));
      ids.delete('');
      return [month, [...ids].sort()];
    }),
  );
}
