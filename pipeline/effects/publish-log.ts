import type { PublishedLog } from '../../src/jobs/log.ts';
import { writeLogFiles } from '../../src/ledger/log/log-files.ts';
import { noteLog } from '../../src/ledger/log/log-note.ts';
import { type LogState, updateLog } from '../../src/ledger/log/update-log.ts';
import type { Effects } from './effects.ts';

/** Effects by which the log is brought up to date. */
type LogEffects = Pick<Effects, 'warehouse' | 'workspace' | 'signingKey'>;

/**
 * Takes everything that the job wrote into the log, signs it if there is a key, and writes the files of
 * `.imbill/log/`. Calling it again changes nothing.
 *
 * @returns State of the log, as `--json` prints it.
 */
export async function publishLog({
  warehouse,
  workspace,
  signingKey,
}: LogEffects): Promise<PublishedLog> {
  const state = await warehouse.transaction(() => updateLog(warehouse, signingKey));
  await writeLogFiles(warehouse, workspace.log);
  const log = publishedLog(state);
  await noteLog(workspace, log);
  return log;
}

function publishedLog({ size, root, signedSize, key }: LogState): PublishedLog {
  const signed = size > 0 && signedSize === size;
  const checkpoint = signedSize === 0 ? null : '.imbill/log/checkpoint';
  return { size, root, signed, signed_size: signedSize, key: key ?? null, checkpoint };
}
