/** Compares two texts by their UTF-8 bytes, the same in every locale: for `sort`. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (surrogate.test(a) || surrogate.test(b))
    return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
  return a < b ? -1 : 1;
}

/** Half of a character that takes two; JavaScript sorts these in another order than UTF-8. */
const surrogate = /[\ud800-\udfff]/;
