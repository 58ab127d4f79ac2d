import { unzipSync } from 'fflate';
import { readXlsx } from 'hucre/xlsx';

/** Reads all sheets with another library: name and rows, in order. */
export async function sheetsOf(bytes: Uint8Array): Promise<[name: string, rows: unknown[][]][]> {
  const { sheets } = await readXlsx(bytes);
  return sheets.map(({ name, rows }) => [name, rows]);
}

/** Reads the text of a part. */
export function partOf(bytes: Uint8Array, path: string): string {
  return Buffer.from(unzipSync(bytes)[path]!).toString();
}
