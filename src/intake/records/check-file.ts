import type { Database } from '../../duckdb/duckdb.ts';
import { type ByteWork, onThisThread } from '../bytes/byte-work.ts';
import { assertUnchanged } from '../bytes/file-stat.ts';
import { refusal } from '../bytes/refusal.ts';
import type { VerifiedDelivery } from '../bytes/verify-delivery.ts';
import { addsUp, type CheckedFile, judgeRecords, type LineCounts } from './judge-records.ts';
import { openFile } from './open-file.ts';
import type { SourceSettings } from './source-settings.ts';
import { setSource } from './staging-variables.ts';

/**
 * Opens a verified file and judges its records, see {@link judgeRecords}.
 *
 * @param straightPath Parquet file for the rows of a file with good lines only; `checked` is then not made.
 * @param bytes Does the work on the bytes of the file.
 * @throws {UserError} If the counts do not add up, a required column is missing, or the file
 *   changed since it was verified.
 */
export async function checkFile(
  database: Database,
  delivery: VerifiedDelivery,
  source: SourceSettings,
  straightPath?: string,
  bytes: ByteWork = onThisThread,
): Promise<CheckedFile> {
  await setSource(database, source);
  const opened = await openFile({ database, bytes }, delivery, source);
  const checked = await judgeRecords(database, source, opened, straightPath);
  await assertUnchanged(delivery);
  if (!addsUp(checked.counts)) throw doesNotAddUp(delivery, checked.counts);
  return checked;
}

function doesNotAddUp(delivery: VerifiedDelivery, counts: LineCounts): Error {
  const { lines, headers, accepted, rejected } = counts;
  return refusal(
    delivery.name,
    `it has ${lines} lines, but ${headers} headers + ${accepted} accepted + ${rejected} rejected were read`,
    'files of which every line can be accounted for',
    'Have the file delivered again; nothing of it was used',
  );
}
