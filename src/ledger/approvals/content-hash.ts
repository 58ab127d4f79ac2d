/** Fewest digits that may stand for a content hash. */
export const fewestHashDigits = 12;

/** Tells if a text is a content hash, or at least its first digits. */
export function isHashText(text: string): boolean {
  return /^[0-9a-f]{12,64}$/i.test(text);
}

/** Tells if a content hash is the one that a person named, in full or by its first digits. */
export function isNamedHash(sha256: string, named: string): boolean {
  return sha256.startsWith(named.toLowerCase());
}

/** Shortens a content hash for people. */
export function shortHash(sha256: string): string {
  return sha256.slice(0, fewestHashDigits);
}
