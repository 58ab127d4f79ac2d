/** Writes a CSV cell of RFC 4180. An empty text is quoted, because an empty cell is null. */
export function csvCell(text: string): string {
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
