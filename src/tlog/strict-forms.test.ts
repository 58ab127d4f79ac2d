import { describe, expect, it } from 'vitest';
import { base64Of } from '../base/base64.ts';
import { areSameBytes } from '../base/bytes.ts';
import { checkpointText, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { cosignatureTime } from './cosignature.ts';
import { FormatError } from './format-error.ts';
import { newSigningKey, parseSigningKey, parseVerifierKey } from './note-key.ts';
import { formatPolicy, isQuorum, parsePolicy } from './policy.ts';
import { formatNote, isSignedBy, parseNote, signNote } from './signed-note.ts';
import { cosignedCheckpoint, testLog } from './testing/written-log.ts';
import { formatBundle, parseBundle, parseTile } from './tiles.ts';
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts';
import { formatWitnessRequest, parseWitnessRequest } from './witness-request.ts';

const log = testLog(9);
const { key, witness, tree } = log;
const checkpoint = cosignedCheckpoint(log, 7);
const proof = formatTlogProof({ index: 2, path: tree.inclusionPath(2, 7), checkpoint });
const request = formatWitnessRequest({ from: 5, path: tree.consistencyPath(5, 7), checkpoint });

/** Each form with a reader that writes again what it read. */
const forms: [name: string, text: string, readAndWrite: (text: string) => string][] = [
  ['note', checkpoint, rewriteNote],
  ['checkpoint', checkpoint, rewriteCheckpoint],
  ['proof', proof, (text) => formatTlogProof(parseTlogProof(text))],
  ['proof of consistency', request, (text) => formatWitnessRequest(parseWitnessRequest(text))],
  ['vkey', key.verifier.text, (text) => parseVerifierKey(text).text],
  ['private key', key.text, (text) => parseSigningKey(text).text],
];

/** Characters that a change may bring: of each form, and of none. */
const letters = ['', '0', 'A', '=', ' ', '\n', '\r'];

describe.each(forms)('a %s', (_, text, readAndWrite) => {
  it('is written again as it was read', () => {
    expect(readAndWrite(text)).toBe(text);
  });

  it('has one form: after any change it is refused, or written as changed', () => {
    const others = changesOf(text).filter(
      (changed) => (read(changed, readAndWrite) ?? changed) !== changed,
    );
    expect(others).toEqual([]);
  });
});

describe('a signed checkpoint', () => {
  it('is not accepted after any change of its text or of a signature', () => {
    const accepted = changesOf(checkpoint).filter((changed) => {
      const isOurs = read(changed, (text) => {
        const { note } = parseCheckpoint(text);
        return `${isSignedBy(note, key.verifier) && cosignatureTime(note, witness.verifier)}`;
      });
      return isOurs === '1700000000';
    });
    expect(accepted).toEqual([]);
  });

  it('counts signatures of other keys and names as none', () => {
    const { note } = parseCheckpoint(signCheckpoint(7, tree.root(7), key));
    expect(isSignedBy(note, newSigningKey(key.verifier.name, 1).verifier)).toBe(false);
    expect(isSignedBy(note, newSigningKey('other.example.com', 1).verifier)).toBe(false);
  });

  it('is refused with a signature of the key twice', () => {
    const text = checkpointText({ origin: key.verifier.name, size: 7, root: tree.root(7) });
    const line = signNote(text, key);
    expect(() => isSignedBy(parseNote(formatNote(text, [line, line])), key.verifier)).toThrow(
      `The note has two signatures of ${key.verifier.name}`,
    );
  });

  it('has at most 64 signatures', () => {
    const line = signNote('a\n', key);
    expect(parseNote(formatNote('a\n', Array(64).fill(line))).signatures).toHaveLength(64);
    expect(() => parseNote(formatNote('a\n', Array(65).fill(line)))).toThrow('this one has 65');
  });

  it('has a size that is a whole number below 2⁵³', () => {
    const sized = (size: string) => checkpoint.replace('\n7\n', `\n${size}\n`);
    expect(parseCheckpoint(sized('0')).size).toBe(0);
    expect(parseCheckpoint(sized('9007199254740991')).size).toBe(Number.MAX_SAFE_INTEGER);
    for (const size of ['9007199254740992', '07', '-1', '7.0', '1e3', '', '٧'])
      expect(() => parseCheckpoint(sized(size))).toThrow(FormatError);
  });
});

describe('the name of a key', () => {
  it.each(['', 'a b', 'a+b', 'a\u00a0b', 'a\u3000b', 'a\nb', '\ud800'])('is not %j', (name) => {
    expect(() => newSigningKey(name, 1)).toThrow('has no white space and no plus');
  });
});

describe('a policy', () => {
  const names = ['w1', 'w2', 'w3'];
  const keys = names.map((name) => newSigningKey(`${name}.example.com`, 4).verifier);
  const witnesses = new Map(names.map((name, at) => [name, keys[at]!] as const));
  const lines = names.map((name, at) => `witness ${name} ${keys[at]!.text}`);
  const policyOf = (...more: string[]) =>
    `log ${key.verifier.text}\n${[...lines, ...more].join('\n')}\n`;

  it('is satisfied by enough of its witnesses', () => {
    const two = parsePolicy(formatPolicy({ log: key.verifier, witnesses, least: 2 }));
    expect(isQuorum(two, new Set(['w1', 'w3']))).toBe(true);
    expect(isQuorum(two, new Set(['w1']))).toBe(false);
    expect(isQuorum(two, new Set(['w1', 'stranger']))).toBe(false);
    const none = parsePolicy(formatPolicy({ log: key.verifier, witnesses, least: 0 }));
    expect(isQuorum(none, new Set())).toBe(true);
  });

  it('may have comments, groups of groups, and URLs', () => {
    const policy = parsePolicy(
      policyOf('# a comment', '', '\tgroup x any w1 w2 ', 'group y all x w3', 'quorum y'),
    );
    expect(isQuorum(policy, new Set(['w2', 'w3']))).toBe(true);
    expect(isQuorum(policy, new Set(['w1', 'w2']))).toBe(false);
  });

  it.each([
    ['no quorum', policyOf(), 'has no line "quorum …"'],
    [
      'two quorums',
      policyOf('quorum none', 'quorum none'),
      'Line 6 of the policy: A policy has one',
    ],
    ['an unknown name', policyOf('quorum w4'), '"w4" is no witness or group of a line above'],
    ['a member twice', policyOf('group g 1 w1 w1', 'quorum g'), '"w1" is a member of a group'],
    ['a member of two groups', policyOf('group g 1 w1', 'group h 1 w1'), '"w1" is a member'],
    ['too high a number', policyOf('group g 3 w1 w2'), '1 to 2 members can be asked for, not 3'],
    ['a name twice', policyOf('group w1 any w2'), 'The name "w1" is taken'],
    ['a key twice', policyOf(`witness w4 ${keys[0]!.text}`), 'The same key is a witness already'],
    ['a key of the log as witness', policyOf(`witness w4 ${key.verifier.text}`), 'type 4, not 1'],
    ['another word', policyOf('trust me'), '"trust" is not accepted'],
    ['a carriage return', policyOf('quorum none\r'), 'has a control character'],
  ])('is refused with %s', (_, text, message) => {
    expect(() => parsePolicy(text)).toThrow(message);
  });

  it.each(['none', 'witnesses', 'a b'])('is not written with a witness named "%s"', (name) => {
    const named = new Map([[name, keys[0]!]]);
    expect(() => formatPolicy({ log: key.verifier, witnesses: named, least: 1 })).toThrow(
      FormatError,
    );
  });
});

describe('a bundle of entries', () => {
  it('is read back, also with an empty entry and the largest', () => {
    const entries = [0, 1, 256, 65_535].map((length) => new Uint8Array(length).fill(7));
    const read = parseBundle(formatBundle(entries));
    expect(read.map(({ length }) => length)).toEqual([0, 1, 256, 65_535]);
    expect(read.every((entry, at) => areSameBytes(entry, entries[at]!))).toBe(true);
    expect(() => formatBundle([new Uint8Array(65_536)])).toThrow('at most 65535 bytes, not 65536');
  });

  it('is refused if it ends within an entry or a length', () => {
    const bytes = formatBundle([new Uint8Array(3)]);
    for (const length of [1, 2, 4])
      expect(() => parseBundle(bytes.slice(0, length))).toThrow('ends within its entry 0');
    expect(() => parseTile(new Uint8Array(63), 2)).toThrow('A tile of 2 hashes has 64 bytes');
  });
});

/** Returns what a reader gives; undefined if it refuses the text with an error that names the form. */
function read(text: string, reader: (text: string) => string): string | undefined {
  try {
    return reader(text);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** All texts in which one character is replaced, left out, or has another before it. */
function changesOf(text: string): string[] {
  const at = Array.from({ length: text.length }, (_, index) => index);
  return at.flatMap((index) => {
    const [before, after] = [text.slice(0, index), text.slice(index)];
    const all = letters.flatMap((letter) => [
      before + letter + after.slice(1),
      before + letter + after,
    ]);
    return all.filter((changed) => changed !== text);
  });
}

function rewriteNote(text: string): string {
  const note = parseNote(text);
  const lines = note.signatures.map(({ line }) => line);
  return formatNote(note.text, lines);
}

function rewriteCheckpoint(text: string): string {
  const parsed = parseCheckpoint(text);
  const lines = parsed.note.signatures.map(({ name, keyId, signature }) => {
    const bytes = base64Of(new Uint8Array([...keyId, ...signature]));
    return `— ${name} ${bytes}\n`;
  });
  return formatNote(checkpointText(parsed), lines);
}
