import { isDeepStrictEqual } from 'node:util';
import type { Month } from '../../src/calendar/month.ts';
import type { BillingFacts, DocumentBasis, Provenance } from '../../src/ledger/billing-facts.ts';
import { comparison, type Difference } from '../../src/ledger/difference.ts';
import { batchKey, type Evidence, monthBatches } from '../../src/ledger/evidence.ts';
import type { Effects } from '../effects/effects.ts';
import { changedTexts, imbillVersion, makingNow } from '../effects/making.ts';
import { isCounted } from './measure.ts';
import { type MeasuredUsage, usageOfApps } from './measured-usage.ts';

/** Usage of some apps, as facts keep it. */
export type AppsUsage = Pick<BillingFacts, 'usage' | 'monthly_users' | 'noted'>;

/**
 * Whether daily_usage of a month must still be what a document was made from: the same batches
 * count, the same SQL counts, and nothing waits to be counted.
 */
export async function isComparable(
  { evidence, sha256, provenance }: { evidence: Evidence; sha256: string; provenance: Provenance },
  effects: Pick<Effects, 'warehouse' | 'workspace'>,
): Promise<boolean> {
  const { warehouse } = effects;
  const month = evidence.month as Month;
  if (!isDeepStrictEqual(await batchesKept(effects, month), contentsOf(evidence.batches)))
    return false;
  if (changedTexts(provenance.sql, (await makingNow(warehouse)).sql).length > 0) return false;
  const restored = await warehouse.rows(
    `select 1 from batches where source = 'daily' and withdrawn_sequence_number is null
      and known_sequence_number > (select known_sequence_number from facts where sha256 = $sha256) limit 1`,
    { sha256 },
  );
  return restored.length === 0 && (await isCounted(month, effects));
}

async function batchesKept(
  { warehouse }: Pick<Effects, 'warehouse'>,
  month: Month,
): Promise<string[]> {
  return contentsOf(await monthBatches(warehouse, month));
}

function contentsOf(batches: Evidence['batches']): string[] {
  return batches.map(batchKey);
}

/** What of a month's usage of some apps is otherwise than the facts of a document. */
export function usageDifferences(
  where: string,
  { facts, provenance }: DocumentBasis,
  counted: MeasuredUsage,
): Difference[] {
  const differences: Difference[] = [];
  const compare = comparison('usage', where, differences);
  const appIds = facts.customer.apps.map(({ app_id }) => app_id);
  const before = valuesOf(comparableUsage(facts, provenance));
  const after = valuesOf(comparableUsage(usageOfApps(counted, appIds), provenance));
  for (const key of new Set([...before.keys(), ...after.keys()]))
    compare(key, before.get(key), after.get(key));
  return differences;
}

/** Returns usage with its findings as far as versions can be compared: another one may word them differently. */
function comparableUsage(
  { usage, monthly_users, noted }: AppsUsage,
  { versions }: Provenance,
): AppsUsage {
  const isSameVersion = versions.imbill === imbillVersion();
  return {
    usage,
    monthly_users,
    noted: isSameVersion ? noted : noted.map((finding) => ({ ...finding, message: '' })),
  };
}

/** Every single value, in words → its text. */
function valuesOf({ usage, monthly_users, noted }: AppsUsage): Map<string, string> {
  return new Map([
    ...usage.map(
      ({ appId, metric, usageDate, numerator, denominator, peakAt }) =>
        [
          `app ${appId}, ${metric} on ${usageDate}`,
          `${numerator}${denominator === '1' ? '' : ` / ${denominator}`}${peakAt === undefined ? '' : ` at ${peakAt}`}`,
        ] as const,
    ),
    ...monthly_users.map(
      ({ app_id, users }) => [`app ${app_id}, users of the month`, users] as const,
    ),
    ...noted.map(
      ({ app_id, code, message }) =>
        [`app ${app_id}, finding ${code}: ${message}`, 'there'] as const,
    ),
  ]);
}
