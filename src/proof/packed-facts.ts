import { gunzipSync, gzipSync } from 'fflate';
import { areSameBytes, utf8Of } from '../base/bytes.ts';
import { BundleError } from './bundle-error.ts';

/** Most bytes of facts that are expanded, so that a small file cannot fill the memory. */
const mostBytes = 64 << 20;

/** Packs the text of a facts file with gzip, to the same bytes on every machine. Its books repeat much of each other. */
export function packFacts(text: string): Uint8Array {
  return gzipSync(utf8Of(text), { level: 6, mtime: 0 });
}

/**
 * Expands a facts file.
 *
 * @throws {BundleError} If it is not byte for byte what {@link packFacts} writes, or is too large.
 */
export function unpackFacts(bytes: Uint8Array): string {
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const expanded = bytes.length < 18 ? mostBytes + 1 : size.getUint32(bytes.length - 4, true);
  if (expanded > mostBytes)
    throw new BundleError(`it is no gzip file of at most ${mostBytes >> 20} MiB`);
  const text = expand(bytes);
  if (text === undefined || !areSameBytes(packFacts(text), bytes))
    throw new BundleError('it is not gzip in the form that imbill writes');
  return text;
}

/** Returns undefined for what is no gzip, or no UTF-8. */
function expand(bytes: Uint8Array): string | undefined {
  try {
    const text = gunzipSync(bytes);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text);
  } catch {
    return undefined;
  }
}
