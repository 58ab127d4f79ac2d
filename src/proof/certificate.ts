import { areSameBytes } from '../base/bytes.ts';
import { type Der, DerError, expectTag, oidOf, partsOf, readDer, tags, timeOf } from './der.ts';

/** A certificate (X.509, RFC 5280), as far as a check of time stamps needs it. */
export interface Certificate {
  /** Its bytes, DER. */
  bytes: Uint8Array;
  /** Signed part. */
  signed: Uint8Array;
  serial: Uint8Array;
  /** Names of issuer and subject, DER. */
  issuer: Uint8Array;
  subject: Uint8Array;
  /** Common name of the subject, or its organization; empty if it has neither. */
  subjectName: string;
  /** Milliseconds since the epoch, both inclusive. */
  notBefore: number;
  notAfter: number;
  /** Public key, DER (SubjectPublicKeyInfo). */
  publicKey: Uint8Array;
  signatureAlgorithm: Der;
  signature: Uint8Array;
  /** Extensions by object identifier. */
  extensions: ReadonlyMap<string, { isCritical: boolean; value: Uint8Array }>;
}

/** Reads a certificate. @throws {DerError} If it is none. */
export function parseCertificate(bytes: Uint8Array): Certificate {
  const [body, signatureAlgorithm, signature] = partsOf(readDer(bytes), tags.sequence);
  const parts = partsOf(body, tags.sequence);
  const fields = parts[0]?.tag === tags.context[0] ? parts.slice(1) : parts;
  const [serial, , issuer, validity, subject, publicKey, ...rest] = fields;
  const [notBefore, notAfter] = partsOf(validity, tags.sequence);
  return {
    bytes,
    signed: expectTag(body, tags.sequence).bytes,
    serial: expectTag(serial, tags.integer).content,
    issuer: expectTag(issuer, tags.sequence).bytes,
    subject: expectTag(subject, tags.sequence).bytes,
    subjectName: nameOf(expectTag(subject, tags.sequence)),
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    publicKey: expectTag(publicKey, tags.sequence).bytes,
    signatureAlgorithm: expectTag(signatureAlgorithm, tags.sequence),
    signature: bitsOf(signature),
    extensions: extensionsOf(rest.find(({ tag }) => tag === tags.context[3])),
  };
}

/** Reads all certificates of a PEM text. @throws {DerError} If it has none, or one is damaged. */
export function parsePem(text: string): Certificate[] {
  const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERT/g);
  const found = [...blocks].map(([, base64 = '']) => {
    const binary = atob(base64.replace(/\s/g, ''));
    return parseCertificate(Uint8Array.from(binary, (letter) => letter.charCodeAt(0)));
  });
  if (found.length === 0) throw new DerError('there is no certificate in it (BEGIN CERTIFICATE)');
  return found;
}

/** Tells whether the only use of a certificate is to sign time stamps (RFC 3161, 2.3). */
export function isForTimeStamps({ extensions }: Certificate): boolean {
  const usage = extensions.get('2.5.29.37');
  if (usage === undefined || !usage.isCritical) return false;
  const purposes = partsOf(readDer(usage.value), tags.sequence).map(oidOf);
  return purposes.length === 1 && purposes[0] === '1.3.6.1.5.5.7.3.8';
}

/**
 * Finds the path from a certificate to one that is trusted. Each must be signed by the next and valid at
 * the time.
 *
 * @param others Certificates that may stand between; each must be one of an authority.
 * @param time Milliseconds since the epoch.
 */
export async function isIssuedBy(
  certificate: Certificate,
  trusted: readonly Certificate[],
  { others, time }: { others: readonly Certificate[]; time: number },
): Promise<boolean> {
  let current = certificate;
  for (let depth = 0; depth < longestPath; depth++) {
    if (!isValidAt(current, time)) return false;
    if (trusted.some(({ bytes }) => areSameBytes(bytes, current.bytes))) return true;
    for (const authority of trusted)
      if (isValidAt(authority, time) && (await isSignedByAuthority(current, authority)))
        return true;
    const next = await issuerIn(others, [current]);
    if (next === undefined) return false;
    current = next;
  }
  return false;
}

/**
 * Tells whether each of the others is the certificate itself, or issued one of those before it. What is signed by
 * its own key must have a valid signature, too. So nobody can add or alter a certificate unseen.
 */
export async function isOnePath(
  certificate: Certificate,
  others: readonly Certificate[],
): Promise<boolean> {
  const path = [certificate];
  let left = others.filter(({ bytes }) => !areSameBytes(bytes, certificate.bytes));
  while (left.length > 0 && path.length < longestPath) {
    const next = await issuerIn(left, path);
    if (next === undefined || !(await isWhole(next))) return false;
    path.push(next);
    left = left.filter(({ bytes }) => !areSameBytes(bytes, next.bytes));
  }
  return left.length === 0;
}

/**
 * Checks the signature of a certificate that its own key signed; there is nothing to check for others. Old roots
 * are signed with SHA-1: nothing depends on that signature, so it is not checked.
 */
async function isWhole(one: Certificate): Promise<boolean> {
  const algorithm = oidOf(partsOf(one.signatureAlgorithm, tags.sequence)[0]);
  const isOwn = areSameBytes(one.issuer, one.subject) && signatureHashes.has(algorithm);
  return !isOwn || isSignedByAuthority(one, one);
}

/** Certificates in a path, at most. */
const longestPath = 8;

/** Tells whether a time, in milliseconds since the epoch, is within a certificate's validity. */
export function isValidAt({ notBefore, notAfter }: Certificate, time: number): boolean {
  return notBefore <= time && time <= notAfter;
}

/**
 * Checks a signature with a public key.
 *
 * @param algorithm AlgorithmIdentifier of the signature.
 * @param digest Object identifier of the hash, for RSA without one.
 * @throws {DerError} If the algorithm is not supported.
 */
export async function isSignatureOf(
  { signature, signed }: { signature: Uint8Array; signed: Uint8Array },
  publicKey: Uint8Array,
  algorithm: Der,
  digest?: string,
): Promise<boolean> {
  const name = oidOf(partsOf(algorithm, tags.sequence)[0]);
  const ofKeyAlone = name === rsaEncryption ? digest : undefined;
  const hash = hashNames.get(signatureHashes.get(name) ?? ofKeyAlone ?? '');
  const [keyAlgorithm] = partsOf(readDer(publicKey), tags.sequence);
  const [keyType, curve] = partsOf(keyAlgorithm, tags.sequence);
  if (hash === undefined) throw new DerError(`the signature algorithm ${name} is not supported`);
  if (oidOf(keyType) === rsaEncryption) {
    const rsa = { name: 'RSASSA-PKCS1-v1_5', hash };
    const key = await crypto.subtle.importKey('spki', owned(publicKey), rsa, false, ['verify']);
    return crypto.subtle.verify(rsa.name, key, owned(signature), owned(signed));
  }
  const known = curves.get(oidOf(curve));
  if (oidOf(keyType) !== '1.2.840.10045.2.1' || known === undefined)
    throw new DerError(`the key type ${oidOf(keyType)} is not supported`);
  const ecdsa = { name: 'ECDSA', namedCurve: known.name, hash };
  const key = await crypto.subtle.importKey('spki', owned(publicKey), ecdsa, false, ['verify']);
  return crypto.subtle.verify(
    ecdsa,
    key,
    owned(flatSignature(signature, known.bytes)),
    owned(signed),
  );
}

/** Names of hashes for WebCrypto, by object identifier. SHA-1 is not accepted for signatures. */
export const hashNames: ReadonlyMap<string, string> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'SHA-256'],
  ['2.16.840.1.101.3.4.2.2', 'SHA-384'],
  ['2.16.840.1.101.3.4.2.3', 'SHA-512'],
]);

const rsaEncryption = '1.2.840.113549.1.1.1';

/** Hash of the signature algorithms that name one: RSA and ECDSA with SHA-256, SHA-384, SHA-512. */
const signatureHashes: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.11', '2.16.840.1.101.3.4.2.1'],
  ['1.2.840.113549.1.1.12', '2.16.840.1.101.3.4.2.2'],
  ['1.2.840.113549.1.1.13', '2.16.840.1.101.3.4.2.3'],
  ['1.2.840.10045.4.3.2', '2.16.840.1.101.3.4.2.1'],
  ['1.2.840.10045.4.3.3', '2.16.840.1.101.3.4.2.2'],
  ['1.2.840.10045.4.3.4', '2.16.840.1.101.3.4.2.3'],
]);

const curves: ReadonlyMap<string, { name: string; bytes: number }> = new Map([
  ['1.2.840.10045.3.1.7', { name: 'P-256', bytes: 32 }],
  ['1.3.132.0.34', { name: 'P-384', bytes: 48 }],
  ['1.3.132.0.35', { name: 'P-521', bytes: 66 }],
]);

/** Copies bytes for WebCrypto, which takes no view of a shared buffer. */
export function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes);
}

async function issuerIn(
  others: readonly Certificate[],
  issued: readonly Certificate[],
): Promise<Certificate | undefined> {
  for (const other of others)
    for (const one of issued) if (await isSignedByAuthority(one, other)) return other;
  return undefined;
}

async function isSignedByAuthority(one: Certificate, authority: Certificate): Promise<boolean> {
  if (!areSameBytes(one.issuer, authority.subject) || !isAuthority(authority)) return false;
  return isSignatureOf(one, authority.publicKey, one.signatureAlgorithm);
}

function isAuthority({ extensions }: Certificate): boolean {
  const constraints = extensions.get('2.5.29.19');
  if (constraints === undefined) return false;
  const [isAuthorityFlag] = partsOf(readDer(constraints.value), tags.sequence);
  return isAuthorityFlag?.tag === tags.boolean && isAuthorityFlag.content[0] === 0xff;
}

function extensionsOf(list: Der | undefined): Certificate['extensions'] {
  if (list === undefined) return new Map();
  const [sequence] = partsOf(list, tags.context[3]);
  const found = partsOf(sequence, tags.sequence).map((one) => {
    const [id, ...rest] = partsOf(one, tags.sequence);
    const isCritical = rest[0]?.tag === tags.boolean && rest[0].content[0] === 0xff;
    const value = expectTag(rest.at(-1), tags.octetString).content;
    return [oidOf(id), { isCritical, value }] as const;
  });
  const extensions = new Map(found);
  if (extensions.size !== found.length) throw new DerError('an extension is there twice');
  return extensions;
}

/** Finds the common name of a subject, or its organization. */
function nameOf(subject: Der): string {
  const names = partsOf(subject, tags.sequence).flatMap((set) =>
    partsOf(set, tags.set).map((pair) => {
      const [type, value] = partsOf(pair, tags.sequence);
      return [oidOf(type), new TextDecoder().decode(value?.content)] as const;
    }),
  );
  const byType = new Map(names);
  return byType.get('2.5.4.3') ?? byType.get('2.5.4.10') ?? '';
}

function bitsOf(value: Der | undefined): Uint8Array {
  const { content } = expectTag(value, tags.bitString);
  if (content[0] !== 0) throw new DerError('the signature is not whole bytes');
  return content.subarray(1);
}

/** Converts a signature of ECDSA from DER (r, s) to the fixed length that WebCrypto takes. */
function flatSignature(signature: Uint8Array, bytes: number): Uint8Array {
  const [r, s, more] = partsOf(readDer(signature), tags.sequence);
  if (more !== undefined) throw new DerError('the signature has more than two numbers');
  const flat = new Uint8Array(2 * bytes);
  for (const [index, value] of [r, s].entries()) {
    const { content } = expectTag(value, tags.integer);
    const [first = 0x80, second = 0] = content;
    if (first > 0x7f || (first === 0 && second < 0x80))
      throw new DerError('a number of the signature is not in its one form');
    const number = first === 0 ? content.subarray(1) : content;
    if (number.length > bytes) throw new DerError('a number of the signature is too long');
    flat.set(number, (index + 1) * bytes - number.length);
  }
  return flat;
}
