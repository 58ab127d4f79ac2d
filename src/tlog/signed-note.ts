import { base64Of, parseBase64 } from '../base/base64.ts';
import { areSameBytes, joinBytes, utf8Of } from '../base/bytes.ts';
import { isEd25519Signature, signEd25519 } from './ed25519.ts';
import { FormatError } from './format-error.ts';
import { isKeyName, type SigningKey, type VerifierKey } from './note-key.ts';

/** A text with signatures. Source: C2SP signed-note. */
export interface Note {
  /** With its last line feed. */
  text: string;
  signatures: NoteSignature[];
}

/** A signature line, not checked. */
export interface NoteSignature {
  name: string;
  /** Four bytes. */
  keyId: Uint8Array;
  /** Follows the id: 64 bytes of Ed25519, or a time and 64 bytes. */
  signature: Uint8Array;
  /** The line, with its line feed. */
  line: string;
}

/** A note has at most so many signatures, and so many characters. */
const limits = { signatures: 64, characters: 65_536 };

/**
 * Reads a signed note in its one form.
 *
 * @throws {FormatError} If it is none, or is too large.
 */
export function parseNote(text: string): Note {
  if (text.length > limits.characters)
    throw new FormatError(`A note has at most ${limits.characters} characters, not ${text.length}`);
  if (/[\p{Cc}\p{Cs}]/u.test(text.replaceAll('\n', '')))
    throw new FormatError('A note is UTF-8 without control characters but line feeds');
  const end = text.lastIndexOf('\n\n') + 1;
  if (end === 0 || !text.endsWith('\n'))
    throw new FormatError('A note is a text, an empty line, and lines of signatures');
  const lines = text
    .slice(end + 1)
    .split('\n')
    .slice(0, -1);
  if (lines.length === 0 || lines.length > limits.signatures)
    throw new FormatError(
      `A note has 1 to ${limits.signatures} signatures; this one has ${lines.length}`,
    );
  return { text: text.slice(0, end), signatures: lines.map(parseSignatureLine) };
}

/** Writes a note: its text, an empty line, and lines of signatures. */
export function formatNote(text: string, lines: readonly string[]): string {
  return `${text}\n${lines.join('')}`;
}

/**
 * Reads a signature line without its line feed.
 *
 * @throws {FormatError} If it is none.
 */
export function parseSignatureLine(line: string): NoteSignature {
  const [dash, name = '', encoded = '', ...rest] = line.split(' ');
  const bytes = parseBase64(encoded);
  if (
    dash !== '—' ||
    rest.length > 0 ||
    !isKeyName(name) ||
    bytes === undefined ||
    bytes.length < 5
  )
    throw new FormatError(`A signature is "— name base64", not "${line.slice(0, 80)}"`);
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4), line: `${line}\n` };
}

/** Writes the signature line of a key, with its line feed. */
export function signatureLine({ name, id }: VerifierKey, signature: Uint8Array): string {
  return `— ${name} ${base64Of(joinBytes(id, signature))}\n`;
}

/** Signs a text. @returns The signature line, with its line feed. */
export function signNote(text: string, { seed, verifier }: SigningKey): string {
  return signatureLine(verifier, signEd25519(utf8Of(text), seed));
}

/** Lists the signatures that name a key. */
export function signaturesOf({ signatures }: Note, { name, id }: VerifierKey): NoteSignature[] {
  return signatures.filter((one) => one.name === name && areSameBytes(one.keyId, id));
}

/**
 * Tells if a key signed the text of a note.
 *
 * @throws {FormatError} If the note names the key twice, or with a signature that is not the key's.
 */
export function isSignedBy(note: Note, key: VerifierKey): boolean {
  const [first, ...others] = signaturesOf(note, key);
  if (first === undefined) return false;
  if (others.length > 0) throw new FormatError(`The note has two signatures of ${key.name}`);
  if (!isEd25519Signature(first.signature, utf8Of(note.text), key.publicKey))
    throw new FormatError(`The signature of ${key.name} is not that of the note's text`);
  return true;
}
