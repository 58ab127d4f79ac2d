import { isDeepStrictEqual } from 'node:util';
import { canonicalJson } from '../../base/json.ts';
import { sha256Of } from '../../base/sha256.ts';
import { entryDefaults, type SourceSettings } from './source-settings.ts';

/** Keys of an entry that say where files are, and nothing of what a file means. */
const keysOfPlace = new Set(['files']);

const hashes = new WeakMap<SourceSettings, string>();

/**
 * Returns the hash of what an entry of imbill.yaml makes of a file: of all its keys but `files`. A key
 * that has its default value is left out, so that a key of a later version changes no hash.
 *
 * @returns SHA-256 of canonical JSON, lower-case hex.
 */
export function entryHash(source: SourceSettings): string {
  const known = hashes.get(source);
  if (known !== undefined) return known;
  const defaults: Record<string, unknown> = entryDefaults;
  const meaning = Object.entries(source).filter(
    ([key, value]) =>
      !keysOfPlace.has(key) && value !== undefined && !isDeepStrictEqual(value, defaults[key]),
  );
  const text = canonicalJson(Object.fromEntries(meaning));
  const hash = sha256Of(text);
  hashes.set(source, hash);
  return hash;
}
