/** Returns a text as a literal that every Spark reads the same, whatever it says about quotes and backslashes. */
export function textLiteral(text: string): string {
  if (/^[^'\\]*$/u.test(text) && !text.includes('\0')) return `'${text}'`;
  return `cast(X'${Buffer.from(text, 'utf8').toString('hex')}' as string)`;
}

/** Returns a list of texts for `in (…)`; one that holds nothing where there is none. */
export function textList(texts: readonly string[]): string {
  return texts.length === 0 ? '(cast(null as string))' : `(${texts.map(textLiteral).join(', ')})`;
}
