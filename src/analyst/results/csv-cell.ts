import { csvField, quotedCsvField } from '../../base/csv.ts';
/** Renders a cell of a CSV file. An empty text is in quotes, so that null can be an empty cell. */
export function csvCell(text: string): string {
  return text === '' || /^\s|\s$/.test(text) ? quotedCsvField(text) : csvField(text);
}
