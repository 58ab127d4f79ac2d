/** Order of two texts by their UTF-8 bytes, the same in every locale: for `sort`. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (surrogate.test(a) || surrogate.test(b))
    return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
  return a < b ? -1 : 1;
}

/** What JavaScript sorts otherwise than UTF-8 does: half of a character that takes two. */
const surrogate = /[\ud800-\udfff]/;
