import { hexOf } from '../../src/base/bytes.ts';
import type { LastCheckpoint, ShownCheckpoints } from '../../src/jobs/log-checkpoints.ts';
import { cosignaturesOf, namedWitnesses } from '../../src/ledger/log/cosignatures.ts';
import { readCheckpoints } from '../../src/ledger/log/signed-log.ts';
import { logFrontier } from '../../src/ledger/log/take-in.ts';
import { stateOf } from '../../src/ledger/log/update-log.ts';
import { parseCheckpoint } from '../../src/tlog/checkpoint.ts';
import { readLogSettings } from '../../src/workspace/settings.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { cosignatureOf } from './cosignature-of.ts';

/** Shows the log of a workspace: its size, its last signed checkpoint, and who cosigned it. */
export async function showLog({ warehouse, workspace }: ReadEffects): Promise<ShownCheckpoints> {
  const { size, root, key, signedSize } = await stateOf(warehouse, await logFrontier(warehouse));
  const last = (await readCheckpoints(warehouse)).at(-1);
  const { witnesses } = await readLogSettings(workspace.settings);
  const checkpoint = last === undefined ? null : shown(last, witnesses);
  return { size, root, key: key ?? null, unsigned: size - signedSize, checkpoint };
}

function shown(
  { size, note, timestampReply }: { size: number; note: string; timestampReply?: string },
  settings: Readonly<Record<string, string>>,
): LastCheckpoint {
  const { root, note: parsed } = parseCheckpoint(note);
  const witnesses = namedWitnesses(settings);
  const cosignatures = cosignaturesOf(parsed, witnesses);
  const cosigners = new Set(cosignatures.map(({ witness }) => witness.name));
  return {
    size,
    root: hexOf(root),
    note,
    cosignatures: cosignatures.map(cosignatureOf),
    missing: witnesses.map(({ name }) => name).filter((name) => !cosigners.has(name)),
    time_stamped: timestampReply !== undefined,
  };
}
