import { isDeepStrictEqual } from 'node:util';
import { canonicalJson } from '../../base/json.ts';
import { sha256Of } from '../../base/sha256.ts';
import { entryDefaults, type SourceSettings } from './source-settings.ts';

/** Keys of an entry that only say where the rows are, and which must come. */
const keysWithoutMeaning = new Set(['files', 'table', 'snapshot', 'expect']);

const hashes = new WeakMap<SourceSettings, string>();

/**
 * Returns the hash of an entry of imbill.yaml, that is of all keys that change how a file is read. A key with
 * its default value is left out, so that new keys change no hash.
 *
 * @returns SHA-256 of canonical JSON, lower-case hex.
 */
export function entryHash(source: SourceSettings): string {
  const known = hashes.get(source);
  if (known !== undefined) return known;
  const defaults: Record<string, unknown> = entryDefaults;
  const meaning = Object.entries(source).filter(
    ([key, value]) =>
      !keysWithoutMeaning.has(key) &&
      value !== undefined &&
      !isDeepStrictEqual(value, defaults[key]),
  );
  const text = canonicalJson(Object.fromEntries(meaning));
  const hash = sha256Of(text);
  hashes.set(source, hash);
  return hash;
}
