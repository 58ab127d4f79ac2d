/** Byte order mark that begins a CSV file for people. Without it, Excel reads Chinese as another encoding. */
export const byteOrderMark = '\uFEFF';

/** Renders a field of a CSV file by RFC 4180: in quotes only where it needs them. */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? quotedCsvField(text) : text;
}

/** Renders a field of a CSV file in quotes, those within it doubled. */
export function quotedCsvField(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Renders a line of a CSV file, with its line feed. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\n`;
}
