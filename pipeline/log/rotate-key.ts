import { resolve } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { RotatedKey } from '../../src/jobs/log.ts';
import { keysOf, readKeyEntries, rotation } from '../../src/ledger/log/log-keys.ts';
import { appendEntries } from '../../src/ledger/log/take-in.ts';
import { updateLog } from '../../src/ledger/log/update-log.ts';
import { readKeyFile, refuseInside } from '../../src/workspace/key-file.ts';
import type { Effects } from '../effects/effects.ts';
import { publishLog } from '../effects/publish-log.ts';

/**
 * Changes the key of the log: the key in force signs an entry that names the new one, which signs the next
 * checkpoint. Both happen in one transaction.
 *
 * @param to File of the new key.
 * @throws {UserError} (exit 3) If no key is set, or the log had the new key already, or it has another name.
 */
export async function rotateKey(
  to: string,
  effects: Pick<Effects, 'warehouse' | 'workspace' | 'signingKey'>,
): Promise<RotatedKey> {
  const { warehouse, workspace, signingKey: before } = effects;
  const file = resolve(to);
  refuseInside(file);
  const next = await readKeyFile(file, 1);
  const keys = keysOf(await readKeyEntries(warehouse));
  if (before === undefined || keys.length === 0)
    throw new UserError(
      'The log has no key yet, or the key in force is not set.\nAccepted: log.key in imbill.yaml or IMBILL_KEY with the key in force, which has signed the log.\nSet it and run again. A first key needs no rotation: set it, and the next command signs.',
      exitCodes.badInput,
    );
  if (next.verifier.text === before.verifier.text)
    throw new UserError(
      `${file} holds the key that is in force.\nAccepted: another key.\nMake one with: imbill key new FILE --name ${before.verifier.name}`,
      exitCodes.badInput,
    );
  if (next.verifier.name !== before.verifier.name)
    throw new UserError(
      `The new key has the name ${next.verifier.name}, and the log has ${before.verifier.name}.\nAccepted: a key of the same name: by it, others know the log.\nMake one with: imbill key new FILE --name ${before.verifier.name}`,
      exitCodes.badInput,
    );
  const former = keys.find(({ verifier }) => verifier.text === next.verifier.text);
  if (former !== undefined)
    throw new UserError(
      `${file} holds the key that the log had from entry ${former.from} on, and that was replaced.\nAccepted: a key that the log never had: what an old key signs must stay refused.\nMake one with: imbill key new FILE --name ${before.verifier.name}`,
      exitCodes.badInput,
    );
  const entry = await warehouse.transaction(async () => {
    const { size } = await updateLog(warehouse, before);
    await appendEntries(warehouse, [rotation(before, next.verifier, size)]);
    await updateLog(warehouse, next);
    return size;
  });
  const log = await publishLog({ warehouse, workspace, signingKey: next });
  return { from: before.verifier.text, to: next.verifier.text, file, entry, log };
}
