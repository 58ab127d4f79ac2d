import { unzipSync } from 'fflate';
import { readXlsx } from 'hucre/xlsx';

/** Name of each sheet, in order, with its rows as another library reads them. */
export async function sheetsOf(bytes: Uint8Array): Promise<[name: string, rows: unknown[][]][]> {
  const { sheets } = await readXlsx(bytes);
  return sheets.map(({ name, rows }) => [name, rows]);
}

/** A part of a workbook, as it is written. */
export function partOf(bytes: Uint8Array, path: string): string {
  return Buffer.from(unzipSync(bytes)[path]!).toString();
}
