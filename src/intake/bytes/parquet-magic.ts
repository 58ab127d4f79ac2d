import { open } from 'node:fs/promises';
import { refusal } from './refusal.ts';

const magic = 'PAR1';
/** Magic, an empty footer, the footer's length, magic. */
const smallestBytes = 12;

/**
 * Checks the size of a Parquet file, the magic at both ends and the length of its footer.
 *
 * @param size Bytes of the file.
 * @throws {UserError} If one is wrong, as in a file that was cut off.
 */
export async function assertParquet(path: string, name: string, size: number): Promise<void> {
  if (size < smallestBytes) throw notParquet(name, `it has only ${size} bytes`);
  const handle = await open(path);
  try {
    const head = Buffer.alloc(4);
    const tail = Buffer.alloc(8);
    await handle.read(head, 0, 4, 0);
    await handle.read(tail, 0, 8, size - 8);
    if (head.toString('latin1') !== magic)
      throw notParquet(name, `it does not begin with ${magic}`);
    if (tail.toString('latin1', 4) !== magic)
      throw notParquet(name, `it does not end with ${magic}`);
    if (tail.readUInt32LE() > size - smallestBytes) {
      throw notParquet(name, 'its footer is longer than the file');
    }
  } finally {
    await handle.close();
  }
}

function notParquet(name: string, why: string): Error {
  return refusal(
    name,
    `this is not a complete Parquet file: ${why}`,
    'unencrypted Parquet files',
    'Have the file delivered again',
  );
}
