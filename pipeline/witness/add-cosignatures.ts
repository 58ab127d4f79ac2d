import { exitCodes, UserError } from '../../src/base/errors.ts';
import { readSmallText, refusedFile } from '../../src/base/small-file.ts';
import type { AddedCosignatures } from '../../src/jobs/log-checkpoints.ts';
import {
  type CheckedCosignature,
  cosignaturesOf,
  type NamedWitness,
  namedWitnesses,
  unknownSignatures,
} from '../../src/ledger/log/cosignatures.ts';
import { readCheckpoints } from '../../src/ledger/log/signed-log.ts';
import { formatNote, type Note, parseNote, signaturesOf } from '../../src/tlog/signed-note.ts';
import { readLogSettings } from '../../src/workspace/settings.ts';
import type { Effects } from '../effects/effects.ts';
import { publishLog } from '../effects/publish-log.ts';
import { cosignatureOf } from './cosignature-of.ts';

/** More than a checkpoint with its signatures ever has. */
const mostBytes = 64 * 1024;

/** Signed checkpoint of the ledger. */
interface StoredCheckpoint {
  size: number;
  note: Note;
}

/**
 * Adds the cosignatures of a file to the checkpoint that they are for. The first cosignature of each witness is kept,
 * so that proofs keep their bytes.
 *
 * @param file A cosigned checkpoint, or signature lines alone, as a witness answers.
 * @throws {UserError} If the file has no cosignature of a witness of imbill.yaml (exit 3), or is for no checkpoint of
 *   this ledger (exit 1).
 */
export async function addCosignatures(file: string, effects: Effects): Promise<AddedCosignatures> {
  const { warehouse, workspace } = effects;
  const witnesses = namedWitnesses((await readLogSettings(workspace.settings)).witnesses);
  const text = await readSmallText(file, mostBytes).catch((error: unknown) => {
    throw refusedFile(file, error);
  });
  const checkpoints = (await readCheckpoints(warehouse))
    .map(({ size, note }): StoredCheckpoint => ({ size, note: parseNote(note) }))
    .reverse();
  const { stored, given } = matching(file, text, { checkpoints, witnesses });
  const found = checked(file, given, witnesses);
  if (found.length === 0) throw noWitness(file, unknownSignatures(given, stored.note), witnesses);
  const before = cosignaturesOf(stored.note, witnesses);
  const had = new Set(before.map(({ witness }) => witness.name));
  const added = found.filter(({ witness }) => !had.has(witness.name));
  if (added.length > 0) await addLines(stored, linesOf(given, added), effects);
  const names = new Set(found.map(({ witness }) => witness.name));
  const known = before.filter(({ witness }) => names.has(witness.name));
  return {
    size: stored.size,
    added: added.map(cosignatureOf),
    known: known.map(cosignatureOf),
  };
}

/** Finds the checkpoint that a file is for. Lines alone name none: they are for the one that they sign. */
function matching(
  file: string,
  text: string,
  { checkpoints, witnesses }: { checkpoints: StoredCheckpoint[]; witnesses: NamedWitness[] },
): { stored: StoredCheckpoint; given: Note } {
  const last = checkpoints[0];
  if (last === undefined)
    throw new UserError(
      `${file}: the log of this ledger has no signed checkpoint that could be cosigned.\nSet log.key in imbill.yaml (or IMBILL_KEY), and run a command that writes.`,
    );
  if (text.startsWith('— ')) {
    const noteOf = (one: StoredCheckpoint) => parsed(file, formatNote(one.note.text, [text]));
    const stored = checkpoints.find((one) => isCosigned(noteOf(one), witnesses)) ?? last;
    return { stored, given: noteOf(stored) };
  }
  const given = parsed(file, text);
  const stored = checkpoints.find(({ note }) => note.text === given.text);
  if (stored !== undefined) return { stored, given };
  throw new UserError(
    `${file} is no checkpoint of this ledger:\n${given.text}The last one is:\n${last.note.text}It is of another log, of a newer copy of this workspace, or of a ledger that was rewritten. imbill invoice verify --since ${file} says more.`,
    exitCodes.failed,
  );
}

function parsed(file: string, text: string): Note {
  try {
    return parseNote(text);
  } catch (cause) {
    throw new UserError(
      `${file} has no cosignature: ${(cause as Error).message}.\nAccepted: the file that imbill witness wrote, or signature lines of a witness.`,
      exitCodes.badInput,
      { cause },
    );
  }
}

function isCosigned(note: Note, witnesses: readonly NamedWitness[]): boolean {
  try {
    return cosignaturesOf(note, witnesses).length > 0;
  } catch {
    return false;
  }
}

function checked(
  file: string,
  note: Note,
  witnesses: readonly NamedWitness[],
): CheckedCosignature[] {
  try {
    return cosignaturesOf(note, witnesses);
  } catch (cause) {
    throw new UserError(
      `${file}: ${(cause as Error).message}. Nothing was added.\nThe file was altered, or is for another checkpoint. Ask the witness for it again.`,
      exitCodes.failed,
      { cause },
    );
  }
}

function noWitness(
  file: string,
  unknown: readonly string[],
  witnesses: readonly NamedWitness[],
): UserError {
  const names = witnesses.map(({ name, key }) => `${name} (${key.name})`).join(', ') || 'none';
  const signed = unknown.length === 0 ? 'It has none' : `It is signed by ${unknown.join(', ')}`;
  return new UserError(
    `${file} has no cosignature of a witness of imbill.yaml. ${signed}.\nAccepted: the witnesses of log.witnesses: ${names}.\nTo trust another one, ask it for its key (imbill key show prints it), and add "NAME: KEY" to log.witnesses.`,
    exitCodes.badInput,
  );
}

function linesOf(note: Note, cosignatures: readonly CheckedCosignature[]): string[] {
  return cosignatures.flatMap(({ witness }) =>
    signaturesOf(note, witness.key).map(({ line }) => line),
  );
}

async function addLines(
  { size, note }: StoredCheckpoint,
  lines: readonly string[],
  effects: Effects,
): Promise<void> {
  const all = formatNote(note.text, [...note.signatures.map(({ line }) => line), ...lines]);
  await effects.warehouse.run(`update log_checkpoints set note = $note where size = ${size}`, {
    note: all,
  });
  await publishLog(effects);
}
