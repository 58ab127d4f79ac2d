import type { Checkpoint } from '../tlog/checkpoint.ts';
import { parseVerifierKey, type VerifierKey } from '../tlog/note-key.ts';
import { isSignedBy, parseNote } from '../tlog/signed-note.ts';
import { parseCanonicalLine } from './bundle.ts';
import { type Bundle, parsed, textOf } from './check-files.ts';
import { Refusal } from './verdict.ts';

/** Keys of a log, the first that is known first. */
export interface KeysOfLog {
  /** A key, and the log entry from which on it signs. */
  keys: { key: VerifierKey; from: number }[];
}

/**
 * Follows the rotations of a log's key, from the keys that are known on.
 *
 * @param known Keys that are trusted or that the policy of the proof names.
 * @throws {Refusal} If a note has another form, or is not signed by the key before it.
 */
export function followRotations(
  { names, files }: Bundle,
  known: readonly VerifierKey[],
): KeysOfLog {
  const keys = known.map((key) => ({ key, from: 0 }));
  if (!files.has(names.keys)) return { keys };
  const list = parsed(names.keys, () => parseCanonicalLine(textOf(files, names.keys)));
  if (!Array.isArray(list) || list.length === 0 || list.some((one) => typeof one !== 'string'))
    throw new Refusal(
      `${names.keys} must be a list of signed notes.`,
      `${names.keys} 应为签名记录的列表。`,
    );
  let last = 0;
  for (const [index, text] of (list as string[]).entries()) {
    const rotation = parsed(names.keys, () => parseRotation(text));
    if (rotation.from <= last)
      throw new Refusal(
        `${names.keys}, note ${index + 1}: the rotations are not in the order of the log.`,
        `${names.keys} 第 ${index + 1} 条：密钥更换的顺序与日志不符。`,
      );
    last = rotation.from;
    addRotation(keys, rotation, names.keys);
  }
  return { keys };
}

/** A note by which a key hands over to the next. */
interface Rotation {
  note: ReturnType<typeof parseNote>;
  key: VerifierKey;
  from: number;
}

function parseRotation(text: string): Rotation {
  const note = parseNote(text);
  const parts = /^([^\n]+)\nkey ([^\n]+)\nfrom ([1-9]\d{0,15})\n$/.exec(note.text);
  if (parts === null)
    throw new Error('a rotation is three lines: origin, "key VKEY", "from INDEX"');
  const key = parseVerifierKey(parts[2]!);
  if (key.name !== parts[1]) throw new Error('a new key has the name of its log');
  return { note, key, from: Number(parts[3]) };
}

/** Adds the new key if a known key signed the note. A key that is known is dated by the note. */
function addRotation(keys: KeysOfLog['keys'], rotation: Rotation, file: string): void {
  const own = keys.find(({ key }) => key.text === rotation.key.text);
  const before = parsed(file, () =>
    keys
      .filter(({ key }) => key !== own?.key)
      .findLast(({ key }) => isSignedBy(rotation.note, key)),
  );
  if (own !== undefined) own.from = rotation.from;
  else if (before !== undefined) keys.push({ key: rotation.key, from: rotation.from });
  else
    throw new Refusal(
      `${file}: no known key signed the rotation to ${rotation.key.text}.`,
      `${file}：没有已知密钥为更换为 ${rotation.key.text} 签名。`,
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
  { keys }: KeysOfLog,
): VerifierKey {
  const dated = keys.filter(({ from }) => from < Math.max(size, 1));
  const latest = Math.max(...dated.map(({ from }) => from));
  const signer = parsed(file, () =>
    keys.find(({ key }) => key.name === origin && isSignedBy(note, key)),
  );
  if (signer === undefined)
    throw new Refusal(
      `${file}: the checkpoint is not signed by the key of the log. Expected: ${keys.map(({ key }) => key.text).join(' or ')}. Signed by: ${note.signatures.map(({ name }) => name).join(', ')}.`,
      `${file}：检查点并非由日志密钥签名。应为 ${keys.map(({ key }) => key.text).join(' 或 ')}；实际签名者：${note.signatures.map(({ name }) => name).join('、')}。`,
    );
  if (signer.from !== latest)
    throw new Refusal(
      `${file}: the checkpoint of ${size} entries is signed by ${signer.key.text}, which was not in force at this size.`,
      `${file}：含 ${size} 条记录的检查点由 ${signer.key.text} 签名，而该密钥当时并未生效。`,
    );
  return signer.key;
}
