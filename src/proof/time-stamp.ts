import { areSameBytes } from '../base/bytes.ts';
import {
  type Certificate,
  hashNames,
  isForTimeStamps,
  isIssuedBy,
  isOnePath,
  isSignatureOf,
  isValidAt,
  owned,
  parseCertificate,
} from './certificate.ts';
import {
  type Der,
  DerError,
  expectTag,
  oidOf,
  partsOf,
  readDer,
  smallIntegerOf,
  tags,
  timeOf,
} from './der.ts';

/** Content of a reply to a time-stamp request (RFC 3161). */
export interface TimeStampReply {
  /** Object identifier of the imprint's hash. */
  imprintHash: string;
  imprint: Uint8Array;
  /** Milliseconds since the epoch. */
  genTime: number;
  /** The signed statement, DER (TSTInfo). */
  statement: Uint8Array;
  certificates: Certificate[];
  signer: Signer;
}

interface Signer {
  /** Issuer and serial number of the signer's certificate, or its key id. */
  id: { issuer: Uint8Array; serial: Uint8Array } | { keyId: Uint8Array };
  digest: string;
  /** Signed attributes: object identifier → value, and their bytes as they are signed. */
  attributes: ReadonlyMap<string, Der>;
  signed: Uint8Array;
  algorithm: Der;
  signature: Uint8Array;
}

/** Object identifiers of RFC 3161, CMS and ESS. */
const ids = {
  sha256: '2.16.840.1.101.3.4.2.1',
  signedData: '1.2.840.113549.1.7.2',
  statement: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  subjectKeyId: '2.5.29.14',
};

/**
 * Reads a reply as `openssl ts -reply` writes it.
 *
 * @throws {DerError} If it is not one, or the request was not granted.
 */
export function parseTimeStampReply(bytes: Uint8Array): TimeStampReply {
  const [status, token, more] = partsOf(readDer(bytes), tags.sequence);
  const code = smallIntegerOf(partsOf(status, tags.sequence)[0]);
  if (code !== 0) throw new DerError(`the authority did not grant the time stamp (status ${code})`);
  if (token === undefined || more !== undefined) throw new DerError('it has no time stamp');
  const [type, wrapped] = partsOf(token, tags.sequence);
  if (oidOf(type) !== ids.signedData) throw new DerError('its time stamp is not signed');
  const [signedData] = partsOf(wrapped, tags.context[0]);
  const [version, digests, content, ...rest] = partsOf(signedData, tags.sequence);
  if (smallIntegerOf(version) !== 3) throw new DerError('its signed data is not of version 3');
  const statement = statementIn(content);
  const certificates = rest.find(({ tag }) => tag === tags.context[0]);
  const [signer, second] = partsOf(rest.at(-1), tags.set);
  if (second !== undefined) throw new DerError('it has more than one signature');
  const parsedSigner = parseSigner(signer);
  const [digest, otherDigest] = partsOf(digests, tags.set).map(algorithmName);
  if (digest !== parsedSigner.digest || otherDigest !== undefined)
    throw new DerError('it names another hash than its signature');
  return {
    ...parseStatement(statement),
    statement,
    certificates:
      certificates === undefined
        ? []
        : partsOf(certificates, tags.context[0]).map((one) => parseCertificate(one.bytes)),
    signer: parsedSigner,
  };
}

/** Result of a check: who stamped, when, and whether the authority's certificate is a trusted one's. */
export interface CheckedTimeStamp {
  /** Milliseconds since the epoch. */
  time: number;
  /** Name of the authority, from its certificate. */
  authority: string;
  /** Undefined if no trusted certificate was given. */
  isTrusted: boolean | undefined;
}

/**
 * Checks a reply: its imprint, the signature by the certificate in it, and that the certificate is for
 * time stamps and was valid.
 *
 * @param sha256 SHA-256 of what was stamped, 32 bytes.
 * @param trusted Certificates of authorities that are trusted; without any the chain is not checked.
 * @throws {DerError} Naming the first thing that is wrong.
 */
export async function checkTimeStamp(
  bytes: Uint8Array,
  sha256: Uint8Array,
  trusted: readonly Certificate[] = [],
): Promise<CheckedTimeStamp> {
  const reply = parseTimeStampReply(bytes);
  const { genTime, certificates, signer, statement } = reply;
  if (reply.imprintHash !== ids.sha256 || !areSameBytes(reply.imprint, sha256))
    throw new DerError(
      'it stamps something else: its imprint is not the SHA-256 of the checkpoint',
    );
  const certificate = certificates.find((one) => isOfSigner(one, signer));
  if (certificate === undefined)
    throw new DerError("it lacks the authority's certificate (ask with certReq)");
  await checkAttributes(signer, statement, certificate);
  if (!(await isSignatureOf(signer, certificate.publicKey, signer.algorithm, signer.digest)))
    throw new DerError("the authority's signature is not valid");
  if (!isForTimeStamps(certificate))
    throw new DerError('the certificate is not one for time stamps alone (extended key usage)');
  if (!isValidAt(certificate, genTime))
    throw new DerError('the certificate was not valid at the time of the stamp');
  if (!(await isOnePath(certificate, certificates)))
    throw new DerError('it has a certificate that did not issue any other in it');
  const context = { others: certificates, time: genTime };
  return {
    time: genTime,
    authority: certificate.subjectName,
    isTrusted: trusted.length === 0 ? undefined : await isIssuedBy(certificate, trusted, context),
  };
}

/** Unwraps the statement of a token. */
function statementIn(content: Der | undefined): Uint8Array {
  const [type, wrapped] = partsOf(content, tags.sequence);
  if (oidOf(type) !== ids.statement) throw new DerError('it signs something else than a time');
  return expectTag(partsOf(wrapped, tags.context[0])[0], tags.octetString).content;
}

function parseStatement(
  statement: Uint8Array,
): Pick<TimeStampReply, 'imprintHash' | 'imprint' | 'genTime'> {
  const [version, , messageImprint, , genTime] = partsOf(readDer(statement), tags.sequence);
  if (smallIntegerOf(version) !== 1) throw new DerError('its version is not 1');
  const [hash, imprint] = partsOf(messageImprint, tags.sequence);
  return {
    imprintHash: algorithmName(hash),
    imprint: expectTag(imprint, tags.octetString).content,
    genTime: timeOf(expectTag(genTime, tags.generalizedTime)),
  };
}

function parseSigner(signer: Der | undefined): Signer {
  const [version, id, digest, attributes, algorithm, signature] = partsOf(signer, tags.sequence);
  if (smallIntegerOf(version) !== (id?.tag === 0x80 ? 3 : 1))
    throw new DerError('its signature is not of the version that its form has');
  const list = expectTag(attributes, tags.context[0]);
  const pairs = partsOf(list, tags.context[0]).map((one) => {
    const [type, values] = partsOf(one, tags.sequence);
    const [value, more] = partsOf(values, tags.set);
    if (value === undefined || more !== undefined)
      throw new DerError('a signed attribute has not exactly one value');
    return [oidOf(type), value] as const;
  });
  const byType = new Map(pairs);
  if (byType.size !== pairs.length) throw new DerError('a signed attribute is there twice');
  return {
    id: parseSignerId(id),
    digest: algorithmName(digest),
    attributes: byType,
    // They are signed as a set, not with the context tag that the reply has.
    signed: Uint8Array.of(tags.set, ...list.bytes.subarray(1)),
    algorithm: expectTag(algorithm, tags.sequence),
    signature: expectTag(signature, tags.octetString).content,
  };
}

/** Reads the name of an algorithm that has no parameters. */
function algorithmName(algorithm: Der | undefined): string {
  const [name, parameters, more] = partsOf(algorithm, tags.sequence);
  const hasNone =
    parameters === undefined || (parameters.tag === 0x05 && parameters.content.length === 0);
  if (hasNone && more === undefined) return oidOf(name);
  throw new DerError('a hash has parameters');
}

function parseSignerId(id: Der | undefined): Signer['id'] {
  if (id?.tag === 0x80) return { keyId: id.content };
  const [issuer, serial] = partsOf(id, tags.sequence);
  return {
    issuer: expectTag(issuer, tags.sequence).bytes,
    serial: expectTag(serial, tags.integer).content,
  };
}

function isOfSigner(certificate: Certificate, { id }: Signer): boolean {
  if ('issuer' in id)
    return (
      areSameBytes(certificate.issuer, id.issuer) && areSameBytes(certificate.serial, id.serial)
    );
  const keyId = certificate.extensions.get(ids.subjectKeyId);
  return keyId !== undefined && areSameBytes(readDer(keyId.value).content, id.keyId);
}

/** Checks that the signed attributes name the statement and the certificate. */
async function checkAttributes(
  { attributes, digest }: Signer,
  statement: Uint8Array,
  certificate: Certificate,
): Promise<void> {
  if (oidOf(attributes.get(ids.contentType)) !== ids.statement)
    throw new DerError('its signature is for something else than a time');
  const signed = expectTag(attributes.get(ids.messageDigest), tags.octetString).content;
  const hash = hashNames.get(digest);
  if (hash === undefined) throw new DerError(`the hash ${digest} is not supported`);
  if (!areSameBytes(signed, await digestOf(hash, statement)))
    throw new DerError('its signature is for another statement');
  if (!(await namesCertificate(attributes, certificate)))
    throw new DerError('its signature names another certificate');
}

/** Tells whether the attribute signing-certificate names the certificate (RFC 5035, RFC 5816). */
async function namesCertificate(
  attributes: Signer['attributes'],
  { bytes }: Certificate,
): Promise<boolean> {
  const second = attributes.get(ids.signingCertificateV2);
  const list = second ?? attributes.get(ids.signingCertificate);
  const [certificates] = partsOf(list, tags.sequence);
  const [first] = partsOf(certificates, tags.sequence);
  const parts = partsOf(first, tags.sequence);
  const named = parts[0]?.tag === tags.sequence ? oidOf(partsOf(parts[0], tags.sequence)[0]) : '';
  const hash = second === undefined ? 'SHA-1' : hashNames.get(named === '' ? ids.sha256 : named);
  if (hash === undefined) return false;
  const value = parts.find(({ tag }) => tag === tags.octetString);
  return areSameBytes(expectTag(value, tags.octetString).content, await digestOf(hash, bytes));
}

async function digestOf(hash: string, bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(hash, owned(bytes)));
}
