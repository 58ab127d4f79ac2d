import type { Checkpoint } from '../tlog/checkpoint.ts';
import { parseVerifierKey, type VerifierKey } from '../tlog/note-key.ts';
import { isSignedBy, type Note, parseNote } from '../tlog/signed-note.ts';
import { parseCanonicalLine } from './bundle.ts';
import { type Bundle, parsed, textOf } from './check-files.ts';
import { Refusal } from './verdict.ts';

/** A key of a log. */
export interface KeyOfLog {
  key: VerifierKey;
  /** Index of the entry that names it. It signs larger logs, up to the next key. */
  from: number;
  /** True if it is a known key, or known keys handed over to it. */
  isKnown: boolean;
}

/**
 * Lists the keys of a log, oldest first: each handed over to the next with a signed note.
 *
 * @param known Keys that the person who checks knows, or else those of the proof's policy.
 * @param named Keys of the proof's policy.
 * @throws {Refusal} If a note has another form, or is not signed by the key before it.
 */
export function keysOfLog(
  { names, files }: Bundle,
  known: readonly VerifierKey[],
  named: readonly VerifierKey[],
): KeyOfLog[] {
  const given = [...known, ...named];
  const isKnown = (key: VerifierKey) => known.some(({ text }) => text === key.text);
  if (!files.has(names.keys)) return given.map((key) => ({ key, from: 0, isKnown: isKnown(key) }));
  const rotations = readRotations(names.keys, textOf(files, names.keys));
  const first = parsed(names.keys, () => given.find((key) => isSignedBy(rotations[0]!.note, key)));
  const keys: KeyOfLog[] = [];
  if (first !== undefined) keys.push({ key: first, from: 0, isKnown: isKnown(first) });
  for (const [index, { key, from }] of rotations.entries()) {
    checkRotation(names.keys, rotations, index);
    keys.push({ key, from, isKnown: keys.at(-1)?.isKnown === true || isKnown(key) });
  }
  return keys;
}

/** A note by which a key hands over to the next. */
interface Rotation {
  note: Note;
  key: VerifierKey;
  from: number;
}

function readRotations(file: string, text: string): Rotation[] {
  const list = parsed(file, () => parseCanonicalLine(text));
  if (Array.isArray(list) && list.length > 0 && list.every((one) => typeof one === 'string'))
    return list.map((one) => parsed(file, () => parseRotation(one)));
  throw new Refusal(`${file} must be a list of signed notes.`, `${file} 应为签名记录的列表。`);
}

function parseRotation(text: string): Rotation {
  const note = parseNote(text);
  const parts = /^([^\n]+)\nkey ([^\n]+)\nfrom ([1-9]\d{0,14})\n$/.exec(note.text);
  if (parts === null) throw new Error('a note is three lines: origin, "key VKEY", "from INDEX"');
  const key = parseVerifierKey(parts[2]!);
  if (key.name !== parts[1]) throw new Error('a new key has the name of its log');
  return { note, key, from: Number(parts[3]) };
}

/** Checks that a note is later than the one before, and signed by the key of that one. */
function checkRotation(file: string, rotations: readonly Rotation[], index: number): void {
  const before = rotations[index - 1];
  if (before === undefined) return;
  const { note, from } = rotations[index]!;
  const isNext = from > before.from && parsed(file, () => isSignedBy(note, before.key));
  if (isNext) return;
  throw new Refusal(
    `${file}, note ${index + 1}: it is not a later note, signed by ${before.key.text}.`,
    `${file} 第 ${index + 1} 条：并非由 ${before.key.text} 签名的后续记录。`,
  );
}

/**
 * Checks that a checkpoint is signed by the key that was in force at its size.
 *
 * @returns The key.
 * @throws {Refusal} If another key signed it, or an older one after a rotation.
 */
export function checkSignature(
  file: string,
  { note, origin, size }: Checkpoint,
  keys: readonly KeyOfLog[],
): KeyOfLog {
  const signer = parsed(file, () =>
    keys.find(({ key }) => key.name === origin && isSignedBy(note, key)),
  );
  if (signer === undefined)
    throw new Refusal(
      `${file}: the checkpoint of "${origin}" is not signed by a key of this log. Its keys: ${keys.map(({ key }) => key.text).join(', ')}.`,
      `${file}：“${origin}”的检查点并非由该日志的密钥签名。其密钥为：${keys.map(({ key }) => key.text).join('、')}。`,
    );
  const inForce = keys.filter(({ from }) => from < Math.max(size, 1)).at(-1);
  if (signer.from !== inForce?.from)
    throw new Refusal(
      `${file}: the checkpoint of ${size} entries is signed by ${signer.key.text}, but at this size ${inForce?.key.text ?? 'no key of the log'} was in force.`,
      `${file}：含 ${size} 条记录的检查点由 ${signer.key.text} 签名，而当时生效的是 ${inForce?.key.text ?? '（无密钥）'}。`,
    );
  return signer;
}
