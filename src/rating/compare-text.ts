/** Order of two texts by their UTF-8 bytes, the same in every locale: for `sort`. */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}
