import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quoted } from '../../duckdb/duckdb.ts';
import { deliveredFormat } from '../bytes/delivered-format.ts';
import { verifyDelivery } from '../bytes/verify-delivery.ts';
import { checkFile } from './check-file.ts';
import { setFreeOfBlanks } from './staging-variables.ts';
import { type Checker, openChecker } from './testing/check-text.ts';

let checker: Checker;

beforeAll(async () => {
  checker = await openChecker();
});
afterAll(() => checker.close());

const header = 'time,app_id,user_id';

/** Days and rows that were written straight; `undefined` where the file went the long way. */
function straightDays(lines: readonly string[], name = 'logins.csv') {
  return straightDaysOf(name, `${[header, ...lines].join('\n')}\n`);
}

async function straightDaysOf(name: string, text?: string) {
  const path = join(checker.folder, name);
  if (text !== undefined) await writeFile(path, text);
  const file = { ...deliveredFormat(name), path, name, scratchDir: checker.folder, delimiter: ',' };
  const source = {
    kind: 'logins' as const,
    files: [],
    columns: {},
    constants: {},
    delimiter: ',',
  };
  const rows = join(checker.folder, 'rows.parquet');
  const delivery = await verifyDelivery(file);
  const { straight } = await checkFile(checker.database, delivery, source, rows);
  return straight?.days;
}

describe('the quick way of a file', () => {
  it('is that of plain good lines, whatever days they are of', async () => {
    expect(
      await straightDays([
        '2026-09-01T23:59:59+08:00,a,u1',
        '2026-09-02T00:00:00+08:00,a,u1',
        '1756742400,a b,u 2',
        '2026-09-01T16:00:00.5Z,a,u3',
      ]),
    ).toEqual([
      { usage_date: '2025-09-02', rows: 1 },
      { usage_date: '2026-09-01', rows: 1 },
      { usage_date: '2026-09-02', rows: 2 },
    ]);
  });

  it('is that of good lines that had to be copied first', async () => {
    expect(
      await straightDays(['2026-09-01T10:00:00Z,"a",u1', '2026-09-02T10:00:00Z,a,"u\n""1"']),
    ).toBeUndefined();
    expect(
      await straightDays(['2026-09-01T10:00:00Z,"a",u1', '2026-09-02T10:00:00Z,a,"u""1"']),
    ).toEqual([
      { usage_date: '2026-09-01', rows: 1 },
      { usage_date: '2026-09-02', rows: 1 },
    ]);
  });

  it('is that of good lines that need a closer look', async () => {
    const day = [{ usage_date: '2026-09-01', rows: 2 }];
    const lines = ['2026-09-01T10:00:00Z,my app,u1', '2026-09-01T10:00:00Z,a,u 1'];
    expect(await straightDays(lines)).toEqual(day);
  });

  it('leaves nothing behind for the next file', async () => {
    const bad = '2026-09-31T10:00:00Z,a,u1';
    expect(await straightDays([bad])).toBeUndefined();
    const { reason } = await checker.database.one<{ reason: string }>(
      'select reason from rejected',
    );
    expect(reason).toBe('is not a real time');
  });

  it('is that of NDJSON and Parquet, too', async () => {
    const record = JSON.stringify({ time: '2026-09-01T10:00:00Z', app_id: 'a', user_id: 'u1' });
    const day = [{ usage_date: '2026-09-01', rows: 2 }];
    expect(await straightDaysOf('logins.ndjson', `${record}\n${record}\n`)).toEqual(day);
    const path = join(checker.folder, 'logins.parquet');
    await checker.database.run(`copy (
        select timestamptz '2026-09-01T10:00:00Z' as time, 'a' as app_id, unnest(['u1', 'u2']) as user_id
      ) to ${quoted(path)} (format parquet)`);
    expect(await straightDaysOf('logins.parquet')).toEqual(day);
  });

  it.each([
    ['a line is rejected', ['2026-09-01T10:00:00Z,a,u1', '2026-09-31T10:00:00Z,a,u1']],
    ['an id is missing', ['2026-09-01T10:00:00Z,,u1']],
    ['an app begins with a space', ['2026-09-01T10:00:00Z, a,u1']],
    ['the header stands again', ['2026-09-01T10:00:00Z,a,u1', header]],
    ['a field too many is empty', ['2026-09-01T10:00:00Z,a,u1,']],
    ['there are no lines', []],
  ])('is left where %s', async (_, lines) => {
    expect(await straightDays(lines)).toBeUndefined();
  });
});

describe('to_instant', () => {
  const pad = (value: number, length = 2) => String(value).padStart(length, '0');
  const two = (max: number) => fc.integer({ min: 0, max }).map((value) => pad(value));
  const fraction = fc
    .integer({ min: 0, max: 9 })
    .chain((length) =>
      length === 0
        ? fc.constant('')
        : fc.integer({ min: 0, max: 10 ** length - 1 }).map((value) => `.${pad(value, length)}`),
    );
  const offset = fc.oneof(
    fc.constantFrom('Z', 'z', '', '+08', '+0800', ' +08:00', '+24:00', '+23:59', '-15:59'),
    fc.tuple(fc.constantFrom('+', '-'), two(24), two(60)).map(([sign, h, m]) => `${sign}${h}:${m}`),
  );
  const time = fc
    .tuple(
      fc.constantFrom('2026', '1999', '2100', '0000', '9999', '26', '+2026', ' 2026'),
      fc.tuple(two(13), two(32)),
      fc.constantFrom('T', ' ', 't', '  '),
      fc.tuple(two(24), two(60), two(60)),
      fraction,
      offset,
    )
    .map(
      ([year, date, between, clock, rest, zone]) =>
        `${year}-${date.join('-')}${between}${clock.join(':')}${rest}${zone}`,
    );

  it('reads by DuckDB’s cast what it reads part by part', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(time, { minLength: 50, maxLength: 50 }), async (texts) => {
        const values = texts.map((text) => `(${quoted(text)})`).join(', ');
        const differing = await checker.database.rows(
          `select text, to_instant(text) as quick, to_instant_by_parts(text) as by_parts
           from (values ${values}) as times (text)
           where to_instant(text) is distinct from to_instant_by_parts(text)`,
        );
        expect(differing).toEqual([]);
      }),
    );
  });

  it.each([
    ['any text', false, 'true'],
    ['texts of a file without blanks', true, "not regexp_matches(text, '[ \\t\\n\\v\\f\\r]')"],
  ])('reads %s that is nearly a time as it reads it part by part', async (_, isFree, condition) => {
    await setFreeOfBlanks(checker.database, isFree);
    const characters = [
      ...Array.from({ length: 127 }, (_, code) => `chr(${code + 1})`),
      'chr(160)',
      'chr(1635)',
      'chr(65297)',
      'chr(128512)',
    ];
    const differing = await checker.database.rows(
      `with forms as (
         select unnest(['2026-09-01T10:20:30Z', '2026-09-01T23:59:59.123Z', '2026-02-28T00:00:00.123456Z',
           '2024-02-29T19:20:30+08:00', '2026-12-31T20:09:08.070-03:00', '2099-10-31T09:00:00.999999+09:00']) as form
       ),
       characters as (select unnest([${characters.join(', ')}]) as character),
       near as (select character from characters where character in (' ', '-', '+', ':', '.', 'T', 'Z', '0', '1', '2', '3', '6', '9', 'e', chr(11), chr(65297))),
       positions as (select form, cast(unnest(range(1, length(form) + 1)) as integer) as position from forms),
       texts as (
         select substring(form, 1, position - 1) || character || substring(form, position + 1) as text
         from positions cross join characters
         union all
         select substring(form, 1, position - 1) || first.character || second.character || substring(form, position + width)
         from positions cross join near as first cross join near as second cross join (values (1), (2)) as widths (width)
         union all
         select substring(form, 1, position - 1) || first.character || second.character || third.character || substring(form, position + 3)
         from positions cross join near as first cross join near as second cross join near as third
       )
       select text, to_instant(text) as quick, to_instant_by_parts(text) as by_parts
       from texts
       where to_instant(text) is distinct from to_instant_by_parts(text) and ${condition}`,
    );
    await setFreeOfBlanks(checker.database, false);
    expect(differing).toEqual([]);
  });

  it('takes all the forms that are quick to read for what they are', async () => {
    const { forms } = await checker.database.one<{ forms: bigint }>(
      `select count(*) as forms
       from (values ('2026-09-01T10:20:30Z'), ('2026-09-01T10:20:30.123Z'), ('2026-09-01T10:20:30.123456Z'),
         ('2026-09-01T10:20:30+08:00'), ('2026-09-01T10:20:30.123-03:00'), ('2026-09-01T10:20:30.123456+09:00')) as times (text)
       where has_common_form(text)`,
    );
    expect(forms).toBe(6n);
  });
});
