import { isDeepStrictEqual } from 'node:util';
import type { BillingFacts, DocumentBasis, Provenance } from '../../src/billing/billing-facts.ts';
import type { Month } from '../../src/calendar/month.ts';
import { changedRules } from '../../src/duckdb/changed-rules.ts';
import { comparison, type Difference } from '../../src/ledger/difference.ts';
import { batchKey, type Evidence, monthBatches } from '../../src/ledger/evidence.ts';
import { isOfKind, reportedKinds } from '../../src/metrics/source-kinds.ts';
import type { Effects } from '../effects/effects.ts';
import { imbillVersion } from '../effects/provenance.ts';
import { isMeasured } from './measure.ts';
import { type MeasuredUsage, usageOfApps } from './read-usage.ts';

/** Usage of some apps, as the facts of a document hold it. */
export type AppsUsage = Pick<BillingFacts, 'usage' | 'monthly_users' | 'noted'>;

/**
 * Tells whether daily_usage of a month must equal the usage of a document: the same batches count, the rules are the
 * same, and everything is measured.
 */
export async function isComparable(
  { evidence, sha256, provenance }: { evidence: Evidence; sha256: string; provenance: Provenance },
  effects: Pick<Effects, 'warehouse' | 'workspace' | 'sql'>,
): Promise<boolean> {
  const { warehouse } = effects;
  const month = evidence.month as Month;
  if (
    !isDeepStrictEqual(
      contentsOf(await monthBatches(warehouse, month)),
      contentsOf(evidence.batches),
    )
  )
    return false;
  if (changedRules(provenance.sql, effects.sql.rules()).length > 0) return false;
  const restored = await warehouse.rows(
    `select 1 from batches where ${isOfKind('source', reportedKinds)} and withdrawn_sequence_number is null
      and known_sequence_number > (select known_sequence_number from facts where sha256 = $sha256) limit 1`,
    { sha256 },
  );
  return restored.length === 0 && (await isMeasured(month, effects));
}

function contentsOf(batches: Evidence['batches']): string[] {
  return batches.map(batchKey);
}

/** Compares the measured usage of a document's apps with the usage in its facts. */
export function usageDifferences(
  where: string,
  { facts, provenance }: DocumentBasis,
  measured: MeasuredUsage,
): Difference[] {
  const differences: Difference[] = [];
  const compare = comparison('usage', where, differences);
  const appIds = facts.customer.apps
    .filter(({ usage_of_other }) => !usage_of_other)
    .map(({ app_id }) => app_id);
  const before = valuesOf(comparableUsage(facts, provenance));
  const after = valuesOf(comparableUsage(usageOfApps(measured, appIds), provenance));
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
    noted: isSameVersion ? noted : noted.map(({ code, app_id }) => ({ code, app_id, message: '' })),
  };
}

/** Maps a description of each single value to its text. */
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
      ({ app_id, code, message, text }) =>
        [`app ${app_id}, finding ${code}: ${message}`, text?.zh ?? 'there'] as const,
    ),
  ]);
}
