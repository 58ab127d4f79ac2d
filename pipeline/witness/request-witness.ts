import { areSameBytes } from '../../src/base/bytes.ts';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { LogRequest, LogRequestOptions } from '../../src/jobs/log-checkpoints.ts';
import { keyInForce, keysOf, readKeyEntries } from '../../src/ledger/log/log-keys.ts';
import { readCheckpoints, readLogTree } from '../../src/ledger/log/signed-log.ts';
import { formatWitnessRequest } from '../../src/tlog/witness-request.ts';
import { readShownLog } from '../../src/witness/shown-log.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { writeSmallFile } from './write-small-file.ts';

/**
 * Proves to a witness that the last signed checkpoint begins with everything that the witness has seen.
 *
 * @throws {UserError} (exit 1) If it does not: then this ledger is not the one that the witness saw.
 */
export async function requestWitness(
  { since, out }: LogRequestOptions,
  { warehouse }: ReadEffects,
): Promise<LogRequest> {
  const last = (await readCheckpoints(warehouse)).at(-1);
  if (last === undefined)
    throw new UserError(
      'The log of this ledger is not signed, so there is nothing that a witness could cosign.\nMake a key with imbill key new FILE, and set log.key in imbill.yaml (or IMBILL_KEY) to that file. The next command that writes signs the log.',
    );
  const seen = /^\d+$/.test(since)
    ? { size: Number(since) }
    : (await readShownLog(since)).checkpoint;
  if (seen.size > last.size)
    throw new UserError(
      `${since}: the other side has seen ${seen.size} entries, and the last signed checkpoint of this ledger has ${last.size}.\nThis workspace is an older copy, or entries were removed. Continue with the newest copy of the workspace.`,
      exitCodes.failed,
    );
  const tree = await readLogTree(warehouse);
  if ('root' in seen && !areSameBytes(seen.root, tree.root(seen.size)))
    throw new UserError(
      `${since}: the other side has seen another ledger: its first ${seen.size} entries are not those of this workspace.\nEntries were rewritten, or the file is of another log (${seen.origin}). imbill invoice verify --since ${since} says more.`,
      exitCodes.failed,
    );
  const path = tree.consistencyPath(seen.size, last.size);
  const request = formatWitnessRequest({ from: seen.size, path, checkpoint: last.note });
  if (out !== undefined) await writeSmallFile(out, request);
  const keys = keysOf(await readKeyEntries(warehouse));
  const [before, now] = [seen.size, last.size].map((size) => keyInForce(keys, size)?.verifier.text);
  const changed = before !== undefined && before !== now ? now! : null;
  return { since: seen.size, size: last.size, request, changed_key: changed, out: out ?? null };
}
