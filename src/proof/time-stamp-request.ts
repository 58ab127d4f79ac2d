import { joinBytes } from '../base/bytes.ts';
import { sha256Bytes } from '../base/sha256.ts';

/**
 * Bytes of a request before the hash, DER: version 1 and the hash algorithm SHA-256. Source: RFC 3161, 2.4.1.
 */
const beginning = [
  ...[0x30, 0x39, 0x02, 0x01, 0x01, 0x30, 0x31],
  ...[0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00],
  ...[0x04, 0x20],
];

/** Asks for the certificate of the authority in its reply: certReq is true. */
const end = [0x01, 0x01, 0xff];

/**
 * Builds the request for a time stamp of a text, as `.tsq` files hold it. It has no nonce, so the same text gives the
 * same bytes.
 */
export function timeStampRequest(text: Uint8Array): Uint8Array {
  return joinBytes(Uint8Array.from(beginning), sha256Bytes(text), Uint8Array.from(end));
}
