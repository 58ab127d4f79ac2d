/** A CSV cell of RFC 4180; an empty text is a quoted one, so that null can be an empty cell. */
export function csvCell(text: string): string {
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
