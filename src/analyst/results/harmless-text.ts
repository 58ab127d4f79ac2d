/**
 * Whether a spreadsheet may take a text for a formula. Some start one also at the full-width forms,
 * after a line break, and after spaces and characters that cannot be seen.
 */
export function beginsLikeFormula(text: string): boolean {
  return /^([\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u.test(text);
}

/** A text for a CSV file that people open: a leading `'` where it begins like a formula. */
export function harmlessText(text: string): string {
  return beginsLikeFormula(text) ? `'${text}` : text;
}
