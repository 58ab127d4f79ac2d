/**
 * Whether a spreadsheet would take a text for a formula. Some start one also at the full-width
 * forms and after a line break.
 */
export function beginsLikeFormula(text: string): boolean {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text);
}

/** A text for a CSV file that people open: a leading `'` where it begins like a formula. */
export function harmlessText(text: string): string {
  return beginsLikeFormula(text) ? `'${text}` : text;
}
