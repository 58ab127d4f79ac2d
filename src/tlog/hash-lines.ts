import { base64Of, parseBase64 } from '../base/base64.ts';
import { FormatError } from './format-error.ts';
import type { Hash } from './merkle.ts';

/** A path has at most so many hashes: trees have less than 2⁶³ leaves. */
const mostHashes = 63;

/**
 * Reads hashes of 32 bytes, each in base64.
 *
 * @throws {FormatError} If a line is none, or there are more than a proof can have.
 */
export function parseHashes(lines: readonly string[]): Hash[] {
  if (lines.length > mostHashes)
    throw new FormatError(`A proof has at most ${mostHashes} hashes, not ${lines.length}`);
  return lines.map(parseHash);
}

/**
 * Reads a hash of 32 bytes in base64.
 *
 * @throws {FormatError} If it is none.
 */
export function parseHash(line: string): Hash {
  const hash = parseBase64(line);
  if (hash?.length !== 32)
    throw new FormatError(`A hash is 32 bytes in base64, not "${line.slice(0, 80)}"`);
  return hash;
}

/** Writes hashes, a line each. */
export function formatHashes(hashes: readonly Hash[]): string {
  return hashes.map((hash) => `${base64Of(hash)}\n`).join('');
}
