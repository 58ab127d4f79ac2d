import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { onThisThread } from '../bytes/byte-work.ts';
import { deliveredFormat } from '../bytes/delivered-format.ts';
import { verifyDelivery } from '../bytes/verify-delivery.ts';
import { type ReadDelivery, readDelivery } from './read-delivery.ts';
import { readTogether } from './read-together.ts';
import { openSmall, type SmallText } from './small-file.ts';
import type { SourceSettings } from './source-settings.ts';
import { type Checker, openChecker } from './testing/check-text.ts';

let checker: Checker;

beforeAll(async () => {
  checker = await openChecker();
});
afterAll(() => checker.close());

const logins: SourceSettings = {
  kind: 'logins',
  files: [],
  columns: {},
  constants: {},
  delimiter: ',',
};
const header = 'time,app_id,user_id,result';
let last = 0;

/** Writes and verifies files; each has a folder of its own for what is written of it. */
async function verified(name: string, texts: readonly (string | Uint8Array)[]) {
  return Promise.all(
    texts.map(async (text) => {
      const path = join(checker.folder, `${++last}-${name}`);
      await writeFile(path, text);
      const scratchDir = checker.folder;
      const file = { ...deliveredFormat(name), path, name, scratchDir, delimiter: ',' };
      return verifyDelivery(file);
    }),
  );
}

async function opened(name: string, texts: readonly (string | Uint8Array)[], source = logins) {
  const files = await verified(name, texts);
  return Promise.all(
    files.map(
      async (file) => (await openSmall(file, source, { bytes: onThisThread })) as SmallText,
    ),
  );
}

async function readAll(files: readonly SmallText[], source = logins) {
  const folder = join(checker.folder, `together-${++last}`);
  return readTogether(checker.database, source, files, folder);
}

/** What was read of a file, with the bytes of its rows instead of their path. */
async function withBytes(read: ReadDelivery | undefined) {
  const days = read?.days.map(async ({ path, usageDate, lines, rows }) => {
    return { usageDate, lines, rows, bytes: await readFile(path, 'hex') };
  });
  return read && { ...read, days: await Promise.all(days!) };
}

/** Expects that files which are read together give what each gives alone, to the byte. */
async function expectAsAlone(
  name: string,
  texts: readonly (string | Uint8Array)[],
  source = logins,
) {
  const together = await readAll(await opened(name, texts, source), source);
  for (const [index, file] of (await verified(name, texts)).entries()) {
    const alone = await withBytes(await readDelivery(checker.database, file, source));
    expect(await withBytes(together[index]), `file ${index + 1}`).toEqual(alone);
  }
}

const lines = (...rows: string[]) => `${[header, ...rows].join('\n')}\n`;

describe('readTogether', () => {
  const texts = [
    lines('2026-09-01T23:59:59+08:00,a,u1,success', '2026-09-02T00:00:00+08:00,a,u1,no'),
    lines('2026-09-03T10:00:00Z,b,u1,Y', '2026-09-03T10:00:00Z,b,u2,N', '1756742400,b,u3,N'),
    lines('2026-09-01T10:00:00Z,c,u1,'),
  ];

  it('gives the rows of each file as if it were read alone, to the byte', async () => {
    await expectAsAlone('a.csv', texts);
    await expectAsAlone('a.csv', texts, { ...logins, keep: 'none' });
    const packed = texts.map((text) => gzipSync(text));
    await expectAsAlone('a.csv.gz', packed);
  });

  it('numbers the lines of files that are copied first', async () => {
    await expectAsAlone('quoted.csv', [
      lines('2026-09-01T10:00:00Z,"a",u1,success', '2026-09-02T10:00:00Z,a,"u""1",success'),
      `\u{feff}${lines('2026-09-01T10:00:00Z,a,u1,success').replaceAll('\n', '\r\n')}`,
    ]);
  });

  it('reads JSON lines, and lines that need a closer look', async () => {
    const record = { time: '2026-09-01T10:00:00Z', app_id: 'a', user_id: 'u', more: 1 };
    const json = `${JSON.stringify(record)}\n`;
    await expectAsAlone('a.ndjson', [json, json + json]);
    await expectAsAlone('blank.csv', [
      lines('2026-09-01T10:00:00Z,my app,u 1,success'),
      lines('2026-09-01T10:00:00Z,a,u1,success'),
    ]);
  });

  it.each([
    ['bandwidth', 'time,app_id,bytes', '2026-09-01T10:00:00Z,a,1000'],
    ['groups', 'time,app_id,group_id,event', '2026-09-01T10:00:00Z,a,g1,created'],
    ['daily', 'date,app_id,metric,value', '2026-09-01,a,dau,10'],
  ] as const)('reads files of %s', async (kind, columns, row) => {
    const text = `${columns}\n${row}\n`;
    await expectAsAlone('a.csv', [text, `${text}${row}\n`], { ...logins, kind });
  });

  it('leaves out only the file with a bad line, and the one that changed since', async () => {
    const bad = lines('2026-09-31T10:00:00Z,a,u1,success');
    const files = await opened('a.csv', [texts[0]!, bad, texts[1]!, texts[2]!]);
    await writeFile(files[3]!.delivery.path, `${texts[2]}\n`);
    const read = await readAll(files);
    expect(read.map((one) => one?.days.map(({ usageDate, rows }) => [usageDate, rows]))).toEqual([
      [
        ['2026-09-01', 1],
        ['2026-09-02', 1],
      ],
      undefined,
      [
        ['2025-09-02', 1],
        ['2026-09-03', 2],
      ],
      undefined,
    ]);
  });

  it('runs as many statements for many files as for two', async () => {
    const run = vi.spyOn(checker.database, 'run');
    const table = vi.spyOn(checker.database, 'table');
    const statements = async (count: number) => {
      run.mockClear();
      table.mockClear();
      const read = await readAll(await opened('a.csv', Array(count).fill(texts[1])));
      expect(read.every((one) => one !== undefined)).toBe(true);
      return run.mock.calls.length + table.mock.calls.length;
    };
    await statements(2);
    expect(await statements(40)).toBe(await statements(2));
    expect(await statements(40)).toBeLessThanOrEqual(4);
    vi.restoreAllMocks();
  });
});

describe('openSmall', () => {
  it('knows a file without rows, and leaves large and incomplete ones to be read alone', async () => {
    const [empty, onlyHeader, broken, large] = await opened('a.csv', [
      '',
      `${header}\n`,
      `${header}\n2026-09-01T10:00:00Z,a\n`,
      lines(...Array(3000).fill('2026-09-01T10:00:00Z,a,u1,success')),
    ]);
    expect([empty?.text, onlyHeader?.text, broken, large]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect([empty?.opened.lines, onlyHeader?.opened.lines]).toEqual([0, 1]);
    expect(basename(onlyHeader!.delivery.path)).toMatch(/a\.csv$/);
  });

  it('refuses a file without a column that its kind needs', async () => {
    await expect(opened('a.csv', ['time,app_id\n1756742400,a\n'])).rejects.toThrow(
      'there is no column "user_id"; found: "time", "app_id"',
    );
  });
});
