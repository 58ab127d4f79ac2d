import { base64Of } from '../../src/base/base64.ts';
import { areSameBytes } from '../../src/base/bytes.ts';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { keyInForce, keysOf, readKeyEntries } from '../../src/ledger/log/log-keys.ts';
import { readCheckpoints, readLogTree } from '../../src/ledger/log/signed-log.ts';
import { type ChosenCheckpoint, checkpointChooser } from '../../src/proof/choose-checkpoint.ts';
import { parseCheckpoint } from '../../src/tlog/checkpoint.ts';
import type { HashTree } from '../../src/tlog/hash-tree.ts';
import { parseVerifierKey } from '../../src/tlog/note-key.ts';
import { formatPolicy } from '../../src/tlog/policy.ts';
import { formatTlogProof } from '../../src/tlog/tlog-proof.ts';
import { formatWitnessRequest } from '../../src/tlog/witness-request.ts';
import type { LogSettings } from '../../src/workspace/log-settings.ts';
import { readLogSettings } from '../../src/workspace/settings.ts';
import type { ReadEffects } from '../effects/effects.ts';

/** The log of a ledger, opened to make proofs of it. */
export interface OpenedLog {
  /** Returns the checkpoint of an entry's proof; undefined if none has the entry yet. */
  choose(index: number): ChosenCheckpoint | undefined;
  /** Returns the proof that an entry is under a checkpoint. */
  inclusionOf(index: number, checkpoint: ChosenCheckpoint): string;
  /** Returns the parts of a bundle that a checkpoint decides. */
  partsOf(checkpoint: ChosenCheckpoint): CheckpointParts;
}

/** Parts of a bundle that depend on its checkpoint alone. */
export interface CheckpointParts {
  policy: string;
  rotations: readonly string[];
  consistency?: string;
  timestampReply?: Uint8Array;
}

/**
 * Opens the log of a ledger. It must have the root that each used checkpoint signs.
 *
 * @throws {UserError} (exit 3) If the log is not signed.
 */
export async function openLog({ warehouse, workspace }: ReadEffects): Promise<OpenedLog> {
  const checkpoints = await readCheckpoints(warehouse);
  const last = checkpoints.at(-1);
  if (last === undefined) throw notSigned();
  const tree = await readLogTree(warehouse);
  const keys = await readKeys(warehouse);
  const settings = await readLogSettings(workspace.settings);
  const partsOf = ({ size, timestampReply }: ChosenCheckpoint): CheckpointParts => ({
    policy: policyOf(keys.inForce(size), settings),
    rotations: keys.rotationsUpTo(last.size),
    ...(last.size > size && {
      consistency: formatWitnessRequest({
        from: size,
        path: tree.consistencyPath(size, last.size),
        checkpoint: last.note,
      }),
    }),
    ...(timestampReply !== undefined && { timestampReply: Buffer.from(timestampReply, 'base64') }),
  });
  const partsBySize = new Map<number, CheckpointParts>();
  expectRoot(last, tree);
  return {
    choose: checkpointChooser(checkpoints),
    inclusionOf: (index, { size, note }) =>
      formatTlogProof({ index, path: tree.inclusionPath(index, size), checkpoint: note }),
    partsOf(checkpoint) {
      const known = partsBySize.get(checkpoint.size);
      if (known !== undefined) return known;
      expectRoot(checkpoint, tree);
      const parts = partsOf(checkpoint);
      partsBySize.set(checkpoint.size, parts);
      return parts;
    },
  };
}

function notSigned(): UserError {
  return new UserError(
    'The log of this ledger is not signed, so nothing can be proved with it.\nMake a key with imbill key new FILE, and set log.key in imbill.yaml (or IMBILL_KEY) to that file. The next command that writes, such as imbill load, signs all that was issued.',
    exitCodes.badInput,
  );
}

/** Refuses a log that is not the one that was signed: its proofs would be refused anyway. */
function expectRoot({ size, note }: { size: number; note: string }, tree: HashTree): void {
  const { root } = parseCheckpoint(note);
  if (size <= tree.size && areSameBytes(tree.root(size), root)) return;
  const found =
    size <= tree.size ? `the root ${base64Of(tree.root(size))}` : `${tree.size} entries`;
  throw new UserError(
    `The log has ${found}, but the checkpoint of ${size} entries signs the root ${base64Of(root)}.\nEntries were altered or removed. imbill invoice verify says which.`,
    exitCodes.failed,
  );
}

async function readKeys(warehouse: Database) {
  const entries = await readKeyEntries(warehouse);
  const keys = keysOf(entries);
  return {
    /** Returns the vkey that signs a checkpoint of a size. */
    inForce(size: number): string {
      const key = keyInForce(keys, size);
      if (key !== undefined) return key.verifier.text;
      throw new UserError(
        `The log names no key for its checkpoint of ${size} entries.\nimbill invoice verify says what was altered.`,
        exitCodes.failed,
      );
    },
    /** Returns the notes of the rotations below a size, oldest first. */
    rotationsUpTo(size: number): string[] {
      const rotations = entries.slice(1).filter(({ position }) => position < size);
      return rotations.map(({ entry }) => (JSON.parse(entry) as { note: string }).note);
    },
  };
}

function policyOf(verifierKey: string, { witnesses, quorum }: LogSettings): string {
  const keys = Object.entries(witnesses)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, key]) => [name, parseVerifierKey(key)] as const);
  const least = { none: 0, any: 1, all: keys.length };
  return formatPolicy({
    log: parseVerifierKey(verifierKey),
    witnesses: new Map(keys),
    least: typeof quorum === 'number' ? quorum : least[quorum],
  });
}
