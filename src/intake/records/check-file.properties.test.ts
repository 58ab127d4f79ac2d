import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quoted } from '../../duckdb/duckdb.ts';
import { type CheckedText, type Checker, openChecker } from './testing/check-text.ts';

let checker: Checker;

beforeAll(async () => {
  checker = await openChecker();
});
afterAll(() => checker.close());

const logins = { kind: 'logins' } as const;
const names = ['time', 'app_id', 'user_id', 'result', 'platform'] as const;
type Login = Record<(typeof names)[number], string>;

const login: fc.Arbitrary<Login> = fc.record({
  time: fc.oneof(
    fc
      .date({ min: new Date('1999-12-30'), max: new Date('2100-01-03'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    fc.integer({ min: 946_684_000, max: 4_102_445_000 }).map(String),
    fc.constantFrom('', 'soon', '2026-02-29T00:00:00Z', '2026-09-01T00:00:00+05:30'),
  ),
  app_id: fc.constantFrom('7', '007', '1400000001', '', ' 7'),
  user_id: fc.string({
    unit: fc.constantFrom('a', 'B', '7', ' ', ',', '"', '\\', "'", '用', '😀'),
    maxLength: 6,
  }),
  result: fc.constantFrom('', '0', 'success', 'failed'),
  platform: fc.constantFrom('', 'iOS', 'a,b'),
});

const csv = (rows: readonly Login[], end: string, isQuoted: boolean) => {
  const cell = (text: string) =>
    isQuoted || /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return [names.join(','), ...rows.map((row) => names.map((name) => cell(row[name])).join(','))]
    .map((line) => line + end)
    .join('');
};

/** Rows and rejects without what the format decides: where the lines begin to count. */
function independentOf({ counts, rows, rejects }: CheckedText) {
  const first = counts.headers;
  return {
    accepted: counts.accepted,
    rejected: counts.rejected,
    rows: rows.map(({ line_number, ...row }) => ({ ...row, line: Number(line_number) - first })),
    rejects: rejects.map((text) => text.replace(/^\d+/, (line) => String(Number(line) - first))),
  };
}

describe('checkFile', () => {
  it('gives the same rows and rejects of the same table in every format', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(login, { minLength: 1, maxLength: 32 }), async (rows) => {
        const values = rows
          .map((row) => `(${names.map((name) => quoted(row[name])).join(', ')})`)
          .join(', ');
        const all = [
          await checker.check('a.csv', csv(rows, '\n', false), logins),
          await checker.check('b.csv', csv(rows, '\r\n', true), logins),
          await checker.check(
            'a.ndjson',
            rows.map((row) => JSON.stringify(row)).join('\n'),
            logins,
          ),
          await checker.check('a.json', JSON.stringify(rows, null, 1), logins),
          await checker.checkParquet(
            `select * from (values ${values}) t(${names.join(', ')})`,
            logins,
          ),
        ].map(independentOf);
        expect(all[0]!.accepted + all[0]!.rejected).toBe(rows.length);
        for (const other of all.slice(1)) expect(other).toEqual(all[0]);
      }),
      { numRuns: 15 },
    );
  });

  it('accounts for every line of arbitrary text', async () => {
    const piece = fc.constantFrom(
      '"',
      ',',
      '\n',
      '\r\n',
      '\r',
      'a',
      '""',
      '2026-09-01T00:00:00Z',
      '\0',
      '\ufeff',
      '{}',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
        const text = `time,app_id,user_id\n${pieces.join('')}`;
        for (const name of ['a.csv', 'a.ndjson']) {
          const { counts } = await checker.check(name, text, logins);
          expect(counts.headers + counts.accepted + counts.rejected).toBe(counts.lines);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('takes a delivered time exactly as the same instant, whatever its offset', async () => {
    const time = fc.record({
      instant: fc.integer({ min: 946_771_200_000, max: 4_102_358_400_000 }),
      offset: fc.integer({ min: -23 * 60, max: 23 * 60 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(time, { minLength: 1, maxLength: 40 }), async (times) => {
        const lines = times.map(({ instant, offset }) => `${localTime(instant, offset)},1,u\n`);
        const { rows } = await checker.check(
          'a.csv',
          `time,app_id,user_id\n${lines.join('')}`,
          logins,
        );
        const instants = rows.map((row) => Date.parse(String(row['logged_in_at'])));
        expect(instants).toEqual(times.map(({ instant }) => instant));
      }),
      { numRuns: 4 },
    );
  });
});

/** Writes an instant as a local time with its offset from UTC in minutes. */
function localTime(instant: number, offset: number): string {
  const local = new Date(instant + offset * 60_000).toISOString().slice(0, -1);
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const zone = `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
  return `${local}${offset < 0 ? '-' : '+'}${zone}`;
}
