import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import { splitList } from '../prices/renamed-lists.ts';

/** By which books a customer was billed last. */
export interface LastBilled {
  customerId: string;
  /** Of its last invoice. */
  number: string;
  /** Whether the list `tencent-im` had the later books then. */
  hadLaterBooks: boolean;
  /** Whether `tencent-im` had the later books for the imbill that made the invoice. */
  isBySplitVersion: boolean;
}

/** Names the last invoice of each customer, and by which books of `tencent-im` it was made. */
export async function lastBilled(database: Database): Promise<LastBilled[]> {
  return database.rows<{ [Key in keyof LastBilled]: LastBilled[Key] }>(
    queryText('ledger/last_billed'),
    { list: splitList.list, since: splitList.since, until: splitList.until },
  );
}
