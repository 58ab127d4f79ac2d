/**
 * Tells whether one text is the other but for case, spaces or one character: a misspelt optional column
 * would have its default in every row.
 */
export function isTypo(seen: string, meant: string): boolean {
  const [a, b] = [letters(seen), letters(meant)];
  const longer = Math.max(a.length, b.length);
  let start = 0;
  while (start < longer && a[start] === b[start]) start++;
  let end = 0;
  while (end < longer - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return start + end >= longer - 1;
}

/** Tells whether two texts differ in nothing but case, spaces, `_` and `-`. */
export function isSameName(a: string, b: string): boolean {
  return letters(a) === letters(b);
}

function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_-]/g, '');
}
