import { canonicalJson } from '../../base/json.ts';
import type { Month } from '../../calendar/month.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import type { MonthSummary } from '../../invoice/summary.ts';
import type { ApprovedDraft, HashedDrafts } from './drafts-hash.ts';

/** Drafts of a month as they were calculated last, for the pages and for `approve`. */
export interface KeptDrafts {
  sha256: string;
  drafts: ApprovedDraft[];
}

/**
 * Keeps a month's drafts and its summary in the place of earlier ones, within the caller's transaction.
 * The same drafts from the same files stay as they are, with the time at which they were made. Without
 * a draft, nothing is kept.
 */
export async function keepDrafts(
  database: Database,
  { sha256, manifest, drafts }: HashedDrafts,
  { summary, madeAt }: { summary: MonthSummary; madeAt: Date },
): Promise<void> {
  const { month } = manifest;
  const kept = {
    month,
    sha256,
    summary: canonicalJson(summary),
    until: await knownUntil(database),
  };
  if (drafts.length > 0 && (await isKept(database, kept))) return;
  await forgetDrafts(database, month);
  if (drafts.length === 0) return;
  await database.run(
    `insert into draft_months values ($month, $sha256, ${kept.until}, $madeAt, $summary)`,
    { month, sha256, madeAt: madeAt.toISOString(), summary: kept.summary },
  );
  for (const draft of drafts)
    await database.run('insert into drafts values ($month, $customer_id, $document)', {
      month,
      customer_id: draft.customer_id,
      document: canonicalJson(draft),
    });
}

/** Removes the kept drafts of a month, within the caller's transaction. */
export async function forgetDrafts(database: Database, month: Month): Promise<void> {
  await database.run('delete from drafts where month = $month', { month });
  await database.run('delete from draft_months where month = $month', { month });
}

/** Reads the kept drafts of a month; undefined if there are none. */
export async function readKeptDrafts(
  database: Database,
  month: Month,
): Promise<KeptDrafts | undefined> {
  const [found] = await database.rows<{ drafts_sha256: string }>(
    'select drafts_sha256 from draft_months where month = $month',
    { month },
  );
  if (found === undefined) return undefined;
  const rows = await database.rows<{ document: string }>(
    'select document from drafts where month = $month order by customer_id',
    { month },
  );
  return {
    sha256: found.drafts_sha256,
    drafts: rows.map(({ document }) => JSON.parse(document) as ApprovedDraft),
  };
}

/** Returns the sequence number of the last change to what counts. */
async function knownUntil(database: Database): Promise<bigint> {
  const { until } = await database.one<{ until: bigint }>(
    `select coalesce(max(greatest(known_sequence_number, coalesce(withdrawn_sequence_number, 0))), 0) as until
     from batches`,
  );
  return until;
}

async function isKept(
  database: Database,
  kept: { month: Month; sha256: string; summary: string; until: bigint },
): Promise<boolean> {
  const { until, ...texts } = kept;
  const rows = await database.rows(
    `select 1 from draft_months where month = $month and drafts_sha256 = $sha256
      and summary = $summary and known_until = ${until}`,
    texts,
  );
  return rows.length > 0;
}
