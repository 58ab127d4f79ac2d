import { base64Of, parseBase64 } from '../base/base64.ts';
import { areSameBytes, hexOf, joinBytes, parseHex, utf8Of } from '../base/bytes.ts';
import { sha256Bytes } from '../base/sha256.ts';
import { newSeed, publicKeyOf } from './ed25519.ts';
import { FormatError } from './format-error.ts';

/** Signature types of C2SP signed-note: 1 signs notes, 4 cosigns checkpoints. */
export type KeyType = 1 | 4;

/** A public key by which signatures are checked. */
export interface VerifierKey {
  name: string;
  /** Four bytes that tell keys of a name apart. */
  id: Uint8Array;
  type: KeyType;
  /** 32 bytes. */
  publicKey: Uint8Array;
  /** The vkey: `name+id+key`, id in hex, type and key in base64. */
  text: string;
}

/** A private key. */
export interface SigningKey {
  /** 32 bytes. */
  seed: Uint8Array;
  verifier: VerifierKey;
  /** The form of a key file: `PRIVATE+KEY+name+id+seed`. Source: the note package of the Go project. */
  text: string;
}

const privateBeginning = 'PRIVATE+KEY+';

/**
 * Reads a vkey. Source: C2SP signed-note, "Verifier keys".
 *
 * @throws {FormatError} If it is none of Ed25519, or its id is not that of name and key.
 */
export function parseVerifierKey(text: string): VerifierKey {
  const { name, id, type, key } = parseParts(text, 'vkey');
  const verifier = verifierKey(name, type, key);
  if (!areSameBytes(id, verifier.id))
    throw new FormatError(
      `The vkey has the id ${hexOf(id)}, but its name and key give ${hexOf(verifier.id)}`,
    );
  return verifier;
}

/**
 * Reads the text of a key file, without its line feed.
 *
 * @throws {FormatError} If it is no private key of Ed25519. The message does not show the key.
 */
export function parseSigningKey(text: string): SigningKey {
  if (!text.startsWith(privateBeginning))
    throw new FormatError('A private key begins with PRIVATE+KEY+');
  const { name, id, type, key } = parseParts(text.slice(privateBeginning.length), 'private key');
  const signing = signingKey(name, type, key);
  if (!areSameBytes(id, signing.verifier.id))
    throw new FormatError('The id of the private key is not that of its name and key');
  return signing;
}

/**
 * Makes a new key.
 *
 * @throws {FormatError} If the name is empty, or has white space or a plus.
 */
export function newSigningKey(name: string, type: KeyType): SigningKey {
  return signingKey(name, type, newSeed());
}

/** Tells if a text can be the name of a key: not empty, without Unicode spaces, control characters and plus. */
export function isKeyName(name: string): boolean {
  return name !== '' && !/[\s\p{Cc}\p{Cs}+]/u.test(name);
}

function signingKey(name: string, type: KeyType, seed: Uint8Array): SigningKey {
  const verifier = verifierKey(name, type, publicKeyOf(seed));
  const secret = base64Of(joinBytes(Uint8Array.of(type), seed));
  return { seed, verifier, text: `${privateBeginning}${name}+${hexOf(verifier.id)}+${secret}` };
}

function verifierKey(name: string, type: KeyType, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name))
    throw new FormatError('The name of a key is not empty, and has no white space and no plus');
  const typed = joinBytes(Uint8Array.of(type), publicKey);
  const id = sha256Bytes(joinBytes(utf8Of(`${name}\n`), typed)).slice(0, 4);
  return { name, id, type, publicKey, text: `${name}+${hexOf(id)}+${base64Of(typed)}` };
}

function parseParts(text: string, what: string) {
  const [name = '', id = '', ...rest] = text.split('+');
  const typed = parseBase64(rest.join('+'));
  const idBytes = parseHex(id);
  if (typed === undefined || idBytes?.length !== 4)
    throw new FormatError(`The ${what} is not of the form name+8 hex digits+base64`);
  const type = typed[0];
  if ((type !== 1 && type !== 4) || typed.length !== 33)
    throw new FormatError(
      `The ${what} is not of Ed25519: it begins with byte ${type ?? 'none'} and has ${typed.length} bytes; 1 or 4 and 33 bytes are accepted`,
    );
  return { name, id: idBytes, type, key: typed.slice(1) } as const;
}
