import { sha256 } from '@noble/hashes/sha2.js';
import { hexOf, utf8Of } from '../../base/bytes.ts';

/** Returns the SHA-256 of a text in UTF-8, or of bytes, as lower-case hex. */
export function sha256Of(content: string | Uint8Array): string {
  return hexOf(sha256Bytes(typeof content === 'string' ? utf8Of(content) : content));
}

/** Returns the SHA-256 of bytes, as 32 bytes. */
export function sha256Bytes(bytes: Uint8Array): Uint8Array {
  return sha256(bytes);
}
