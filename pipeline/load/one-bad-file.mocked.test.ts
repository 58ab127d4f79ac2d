import { expect, it, vi } from 'vitest';
import { systemError } from '../../src/base/system-error.ts';
import type { checkFile } from '../../src/intake/records/check-file.ts';
import type { readTogether } from '../../src/intake/records/read-together.ts';
import { load, warehouseRows } from '../../src/testing/jobs.ts';
import { csv, headers, writeWorkspace } from '../../src/testing/write-workspace.ts';

/** What reading a file of that name throws. */
const faults: Record<string, () => Error> = {
  'wide.csv': () => new Error('Out of Memory Error: failed to allocate 128 MiB\nand more'),
  'odd.csv': () => new Error('INTERNAL Error: Attempted to access index 3\nand more'),
  'bug.csv': () => new TypeError('x is undefined'),
  'full.csv': () => new Error('IO Error: Could not write file "/w/x": No space left on device'),
};

vi.mock('../../src/intake/records/check-file.ts', async (original) => {
  const real = await original<{ checkFile: typeof checkFile }>();
  return {
    ...real,
    checkFile: (...args: Parameters<typeof checkFile>) => {
      const fault = faults[args[1].name.split('/').at(-1)!];
      if (fault !== undefined) throw fault();
      return real.checkFile(...args);
    },
  };
});

/** Small files are read together first; one that is at fault fails them all, and each is then read alone. */
vi.mock('../../src/intake/records/read-together.ts', async (original) => {
  const real = await original<{ readTogether: typeof readTogether }>();
  return {
    ...real,
    readTogether: (...args: Parameters<typeof readTogether>) => {
      for (const { delivery } of args[2]) {
        const fault = faults[delivery.name.split('/').at(-1)!];
        if (fault !== undefined) throw fault();
      }
      return real.readTogether(...args);
    },
  };
});

async function loaded(...names: string[]): Promise<{ error: unknown; taken: unknown[] }> {
  const files = names.map((name, index) => [
    `logs/logins/${name}`,
    csv(headers.logins, [`2026-09-01T00:00:00Z,a1,u${index}`]),
  ]);
  const folder = await writeWorkspace({ files: Object.fromEntries(files) });
  const error = await load(folder, 1).catch((error) => error);
  const taken = await warehouseRows(folder, 'select path from batches order by path');
  return { error, taken: taken.flat() };
}

it('a file that DuckDB cannot read is named, and the others are taken in', async () => {
  const { error, taken } = await loaded('a.csv', 'odd.csv', 'wide.csv', 'z.csv');
  expect([(error as { exitCode: number }).exitCode, (error as Error).message]).toEqual([
    3,
    `logs/logins/odd.csv: the file stops the reader: Attempted to access index 3.
Accepted: files as described in docs/logs.md.
Have the file delivered again; nothing of it was used.

logs/logins/wide.csv: reading it needs more than the 420 MB of memory for one file.
Accepted: files whose rows fit into memory, some thousand at a time; a .json document as a whole.
Give imbill more, with memory: in imbill.yaml, such as memory: 2GB, or deliver the file with shorter values, a .json document as .ndjson.`,
  ]);
  expect(taken).toEqual(['logs/logins/a.csv', 'logs/logins/z.csv']);
});

it('a bug is told with the file that it was met with, and the others are taken in', async () => {
  const { error, taken } = await loaded('a.csv', 'bug.csv', 'z.csv');
  expect((error as Error).message).toBe('logs/logins/bug.csv: x is undefined');
  expect((error as Error).cause).toBeInstanceOf(TypeError);
  expect(taken).toEqual(['logs/logins/a.csv', 'logs/logins/z.csv']);
});

it('a fault of the machine is no fault of the file, and nothing else is tried', async () => {
  const { error, taken } = await loaded(
    'full.csv',
    ...Array.from({ length: 9 }, (_, i) => `${i}.csv`),
  );
  expect(systemError(error)?.message).toMatch(/No space left on device \(ENOSPC\)\.\nMake room/);
  expect(taken.length).toBeLessThan(10);
});
