import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database, type Row } from '../../duckdb/duckdb.ts';
import { parquetRows } from '../../duckdb/file-rows.ts';
import { onThisThread } from '../bytes/byte-work.ts';
import { deliveredFormat } from '../bytes/delivered-format.ts';
import { verifyDelivery } from '../bytes/verify-delivery.ts';
import { verifyInRanges } from '../bytes/verify-in-ranges.ts';
import { type ReadDelivery, readDelivery } from './read-delivery.ts';
import { addUpRanges, copyOut, rangesOf, readCopy } from './read-range.ts';
import type { SourceSettings } from './source-settings.ts';
import { prepareStaging } from './staging-variables.ts';

let folder: string;
let database: Database;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-ranges-'));
  database = await Database.open({ threads: 1 });
  await prepareStaging(database, { timezone: 'Asia/Shanghai', slotSeconds: 300 });
});
afterAll(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

const source: SourceSettings = {
  kind: 'logins',
  files: [],
  columns: {},
  constants: {},
  delimiter: ',',
};

/** Everything that is known of a file after it is read. */
interface Outcome {
  delivery: object;
  counts: ReadDelivery['counts'];
  failureWords: string[] | undefined;
  linesOfDays: Record<string, number>;
  rows: Row[];
  rejects: Row[];
}

/** Result of reading a file in one piece and in ranges: the same outcome, or the same message. */
interface Compared {
  whole: Outcome | string;
  inRanges: Outcome | string;
  ranges: number;
}

async function read(name: string, content: Uint8Array, rangeBytes: number): Promise<Compared> {
  const path = join(folder, name);
  await writeFile(path, content);
  const file = { ...deliveredFormat(name), path, name: `logs/${name}`, delimiter: ',' };
  let ranges = 0;
  const whole = await outcomeIn(async (scratchDir) => {
    const delivery = await verifyDelivery({ ...file, scratchDir });
    return { delivery, read: await readDelivery(database, delivery, source) };
  });
  const inRanges = await outcomeIn(async (scratchDir) => {
    const cutting = { bytes: onThisThread, rangeBytes, atATime: 3 };
    const cut = await verifyInRanges({ ...file, scratchDir }, content.length, {}, cutting);
    const { delivery } = cut;
    const parts = await rangesOf(delivery, cut.ranges, source);
    if (cut.ranges.length < 2 || parts === undefined)
      return { delivery, read: await readDelivery(database, delivery, source) };
    ranges = parts.length;
    const reads: ReadDelivery[] = [];
    for (const [index, part] of parts.entries()) {
      const at = join(scratchDir, `range-${index}`);
      const copy = await copyOut(part, { bytes: onThisThread, folder: at });
      reads.push(await readCopy(database, copy, source, onThisThread));
    }
    return { delivery, read: await addUpRanges(database, source, reads, scratchDir) };
  });
  return { whole, inRanges, ranges };
}

async function outcomeIn(
  work: (scratchDir: string) => Promise<{ delivery: object; read: ReadDelivery }>,
): Promise<Outcome | string> {
  const scratchDir = await mkdtemp(join(folder, 'scratch-'));
  try {
    const { delivery, read } = await work(scratchDir);
    return {
      delivery: { ...delivery, contentPath: '', scratchDir: '' },
      counts: read.counts,
      failureWords: read.failureWords,
      linesOfDays: linesOfDays(read),
      rows: await rowsOf(read.days.map(({ path }) => path)),
      rejects: await rowsOf(read.rejectsPath === undefined ? [] : [read.rejectsPath]),
    };
  } catch (error) {
    return (error as Error).message;
  } finally {
    await rm(scratchDir, { recursive: true });
  }
}

function linesOfDays({ days }: ReadDelivery): Record<string, number> {
  const lines: Record<string, number> = {};
  for (const day of days) lines[day.usageDate] = (lines[day.usageDate] ?? 0) + day.lines;
  return lines;
}

async function rowsOf(paths: readonly string[]): Promise<Row[]> {
  if (paths.length === 0) return [];
  return database.rows(`select * from ${parquetRows(paths)} order by line_number`);
}

const header = 'time,app_id,user_id,result';
const goodLine = fc
  .record({
    hour: fc.integer({ min: 0, max: 47 }),
    user: fc.string({
      unit: fc.constantFrom('a', 'B', '7', '用', '😀'),
      minLength: 1,
      maxLength: 9,
    }),
    result: fc.constantFrom('success', 'failed', 'denied'),
  })
  .map(
    ({ hour, user, result }) =>
      `2026-09-0${1 + Math.floor(hour / 24)}T${String(hour % 24).padStart(2, '0')}:00:00Z,7,${user},${result}`,
  );
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n');

/** Lines that no clean file has. */
const hostileLine = fc.constantFrom(
  '',
  header,
  `\ufeff${header}`,
  '"time","app_id","user_id","result"',
  '2026-09-01T00:00:00Z,7',
  '2026-09-01T00:00:00Z,7,u,failed,more',
  'soon,7,u,failed',
  '2026-09-01T00:00:00Z,7,"u ""x"" ",failed',
  '2026-09-01T00:00:00Z,7,"u',
  'u",failed',
  '2026-09-01T00:00:00Z,7,u,failed,"more',
  '2026-09-01T00:00:00Z,7,a\u0000b,failed',
  '2026-09-01T00:00:00Z,7,a\rb,failed',
  '2026-09-01T00:00:00Z,7,\u0001,failed',
  '2026-09-01T00:00:00Z,7, u\u3000,failed',
  `2026-09-01T00:00:00Z,7,${'long'.repeat(60)},failed`,
);

/** Texts of some lines, sometimes with a last line without its end, or with a byte that is no UTF-8. */
function textOf(
  lines: fc.Arbitrary<string>,
  first: string,
  least: number,
): fc.Arbitrary<Uint8Array> {
  return fc
    .record({
      lines: fc.array(fc.tuple(lines, lineEnd), { minLength: least, maxLength: 30 }),
      mark: fc.constantFrom('', '', '\ufeff'),
      rest: fc.constantFrom('', '2026-09-02T23:59:59Z,7,last,success'),
      badAt: fc.option(fc.nat(1000), { nil: undefined, freq: 4 }),
    })
    .map(({ lines, mark, rest, badAt }) => {
      const text = `${mark}${first}${lines.map(([line, end]) => line + end).join('')}${rest}`;
      const bytes = Buffer.from(text);
      if (badAt !== undefined && badAt < bytes.length && badAt > 60) bytes[badAt] = 0xff;
      return bytes;
    });
}

const rangeBytes = fc.integer({ min: 120, max: 700 });

/** Texts that are cut whatever the random ones are: 30 lines, and ranges of some of them. */
const cutText = (line: string, first = '') =>
  [Buffer.from(`${first}${`${line}\n`.repeat(30)}`), 300] as [Uint8Array, number];
const line = '2026-09-01T00:00:00Z,7,u,success';
const record = '{"time":"2026-09-01T00:00:00Z","app_id":"7","user_id":"u","result":"success"}';

describe('a file that is read in ranges', () => {
  it('gives what a reader of the whole gives, if its lines are good', async () => {
    let cut = 0;
    await fc.assert(
      fc.asyncProperty(textOf(goodLine, `${header}\n`, 12), rangeBytes, async (content, bytes) => {
        const { whole, inRanges, ranges } = await read('a.csv', content, bytes);
        expect(inRanges).toEqual(whole);
        if (ranges > 1) cut++;
      }),
      { numRuns: 5, examples: [cutText(line, `${header}\n`)] },
    );
    expect(cut).toBeGreaterThan(0);
  });

  it('gives what a reader of the whole gives, whatever its lines hold', async () => {
    let cut = 0;
    await fc.assert(
      fc.asyncProperty(
        textOf(fc.oneof(goodLine, goodLine, hostileLine), `${header}\r\n`, 20),
        rangeBytes,
        async (content, bytes) => {
          const { whole, inRanges, ranges } = await read('a.csv', content, bytes);
          expect(inRanges).toEqual(whole);
          if (ranges > 1) cut++;
        },
      ),
      { numRuns: 11, examples: [cutText(line, `${header}\r\n`)] },
    );
    expect(cut).toBeGreaterThan(0);
  });

  it('gives what a reader of the whole gives, also of expanded NDJSON', async () => {
    const records = goodLine.map((line) => {
      const [time, app_id, user_id, result] = line.split(',');
      return JSON.stringify({ time, app_id, user_id, result });
    });
    let cut = 0;
    await fc.assert(
      fc.asyncProperty(
        textOf(fc.oneof(records, records, hostileLine), '', 20),
        rangeBytes,
        fc.boolean(),
        async (content, bytes, isCompressed) => {
          const { whole, inRanges, ranges } = isCompressed
            ? await read('a.ndjson.gz', gzipSync(content), bytes)
            : await read('a.ndjson', content, bytes);
          expect(inRanges).toEqual(whole);
          if (ranges > 1) cut++;
        },
      ),
      { numRuns: 8, examples: [false, true].map((zip) => [...cutText(record), zip] as const) },
    );
    expect(cut).toBeGreaterThan(1);
  });

  it('is read whole if a quote can hold a line end: in a column of no name that is known', async () => {
    const lines = Array.from(
      { length: 40 },
      (_, i) => `2026-09-01T00:00:00Z,7,u${i},"note\n${i}"\n`,
    );
    const content = Buffer.from(`time,app_id,user_id,note\n${lines.join('')}`);
    const { whole, inRanges, ranges } = await read('a.csv', content, 600);
    expect(ranges).toBe(0);
    expect(inRanges).toEqual(whole);
    expect((whole as Outcome).counts).toEqual({
      lines: 41,
      headers: 1,
      accepted: 40,
      ignored: 0,
      rejected: 0,
    });
  });

  it('tells the results of a file of which no login succeeded, the most frequent first', async () => {
    const words = ['locked', 'locked', 'locked', 'banned', 'banned', 'expired'];
    const lines = Array.from(
      { length: 60 },
      (_, i) => `2026-09-01T00:00:00Z,7,u${i},${words[i % words.length]}\n`,
    );
    const content = Buffer.from(`${header}\n${lines.join('')}`);
    const { inRanges, ranges } = await read('a.csv', content, 600);
    expect(ranges).toBeGreaterThan(2);
    expect((inRanges as Outcome).failureWords).toEqual(['locked', 'banned', 'expired']);
  });

  it('is refused with the words of a reader of the whole', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `2026-09-01T00:00:00Z,7,u${i},success\n`);
    const other = 'user_id,time,app_id,result\n';
    const content = Buffer.from(`${header}\n${[...lines, other, ...lines].join('')}`);
    const { whole, inRanges, ranges } = await read('a.csv', content, 600);
    expect(ranges).toBeGreaterThan(2);
    expect(inRanges).toBe(whole);
    expect(whole).toMatch(/^logs\/a\.csv, line 62: a second header names other columns/);
  });
});
