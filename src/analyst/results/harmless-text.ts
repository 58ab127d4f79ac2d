/**
 * Tells if a spreadsheet may take a text for a formula. Some also accept full-width forms, or a formula after line
 * breaks, spaces and invisible characters.
 */
export function beginsLikeFormula(text: string): boolean {
  return /^([\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u.test(text);
}

/** Protects a text in a CSV file that people open: a leading `'` if it begins like a formula. */
export function harmlessText(text: string): string {
  return beginsLikeFormula(text) ? `'${text}` : text;
}
