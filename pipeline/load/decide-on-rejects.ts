import { entryHash } from '../../src/intake/records/entry-hash.ts';
import { type LoadTotals, recordRefusal } from '../../src/warehouse/load-records.ts';
import { describeRefusedLines } from '../../src/warehouse/rejected-lines.ts';
import type { Effects } from '../effects/effects.ts';
import type { BatchRecorder, WrittenBatch } from './batch-recorder.ts';
import type { LoadedFiles } from './settle-content.ts';

/**
 * Accepts the files with rejected lines if the load has few enough of them; else refuses all of these files.
 *
 * @returns Why they are refused; nothing if they are accepted.
 */
export async function decideOnRejects(
  { warehouse, settings }: Effects,
  recorder: BatchRecorder,
  loaded: LoadedFiles,
  totals: LoadTotals,
): Promise<string[]> {
  const { withRejects } = loaded;
  if (withRejects.length === 0) return [];
  const clean = loaded.waiting.flatMap(({ batch }) =>
    batch !== undefined && batch.counts.rejected === 0 ? [batch] : [],
  );
  const lines = totals.lines + sum([...withRejects, ...clean], (batch) => batch.counts.lines);
  const rejected = totals.rejected + sum(withRejects, (batch) => batch.counts.rejected);
  const replacing = new Set(loaded.waiting.map(({ batch }) => batch));
  if (rejected <= settings.maxRejectedShare * lines) {
    for (const batch of withRejects) if (!replacing.has(batch)) recorder.add(batch);
    await recorder.end();
    return [];
  }
  const refused = new Set(withRejects);
  loaded.waiting = loaded.waiting.filter(({ batch }) => batch === undefined || !refused.has(batch));
  const problems: string[] = [];
  for (const batch of withRejects) {
    const reason = `${batch.counts.rejected} of its ${batch.counts.lines} lines were rejected`;
    await recordRefusal(warehouse, batch, reason);
    const entry = settings.sources.find((source) => entryHash(source) === batch.entry);
    problems.push(await describeRefusedLines(warehouse, batch, entry));
  }
  return [
    ...problems,
    `${rejected} of ${lines} lines were rejected, more than rejects.max_share (${settings.maxRejectedShare}) in imbill.yaml allows. Nothing of the files above was used.`,
  ];
}

function sum(batches: readonly WrittenBatch[], value: (batch: WrittenBatch) => number): number {
  return batches.reduce((total, batch) => total + value(batch), 0);
}
