import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database, quoted } from '../../duckdb/duckdb.ts';
import { prepareStaging } from './staging-variables.ts';
import { isOfTimeFormat, readableTime, timeFormatCheck, timeFormatProblem } from './time-format.ts';

let database: Database;
beforeAll(async () => {
  database = await Database.open({ threads: 1 });
  await prepareStaging(database, { timezone: 'Asia/Shanghai', slotSeconds: 300 });
});
afterAll(() => database.close());

/** Reads a text by a format; undefined if it is rejected. */
async function read(format: string, text: string): Promise<string | undefined> {
  const { time, problem } = await database.one<{ time: string; problem: string | null }>(
    `select ${readableTime([format], 'text')} as time, ${timeFormatCheck([format], 'time', 'text')} as problem
     from (select ${quoted(text)} as text)`,
  );
  return problem === null ? time : undefined;
}

describe('readableTime', () => {
  it.each([
    ['YYYY/M/D H:mm', '2026/9/1 8:05', '2026-09-01T08:05:00'],
    ['YYYY/M/D H:mm', '2026/12/31 23:59', '2026-12-31T23:59:00'],
    ['YYYY-MM-DD HH:mm:ss.SSS', '2026-09-01 08:05:59.999', '2026-09-01T08:05:59.999'],
    ['YYYY年M月D日 A h:mm', '2026年9月1日 下午 12:05', '2026-09-01T12:05:00'],
    ['M/D/YYYY h:mm A', '9/1/2026 12:05 am', '2026-09-01T00:05:00'],
    ['DD/MMM/YYYY:HH:mm:ss Z', '01/sep/2026:20:05:01 +0800', '2026-09-01T20:05:01+08:00'],
    ['YYYYMMDDTHHmmssZ', '20260901T200501Z', '2026-09-01T20:05:01Z'],
    ['D [de] MMM YYYY H:mm', '1 de Sep 2026 8:05', '2026-09-01T08:05:00'],
    ['YYYY/M/D', '2026/9/1', '2026-09-01'],
  ])('reads %s: %s', async (format, text, time) => {
    expect(await read(format, text)).toBe(time);
    expect(isOfTimeFormat(format, text)).toBe(true);
  });

  it.each([
    ['YYYY/M/D H:mm', '2026/9/1 24:00'],
    ['YYYY/M/D H:mm', '2026/2/29 8:05'],
    ['YYYY/M/D H:mm', '2026/13/1 8:05'],
    ['YYYY/M/D H:mm', ' 2026/9/1 8:05'],
    ['YYYY/M/D H:mm', '2026/9/1 8:05:00'],
    ['YYYY/M/D H:mm', '2026-09-01T08:05:00Z'],
    ['YYYY.M.D H:mm', '2026x9x1 8:05'],
    ['M/D/YYYY h:mm A', '9/1/2026 0:05 AM'],
  ])('rejects by %s: %s', async (format, text) => {
    expect(await read(format, text)).toBeUndefined();
    expect(isOfTimeFormat(format, text)).toBe(false);
  });
});

describe('timeFormatProblem', () => {
  it.each([
    ['YYYY/M/D', 'a format with hour, minute, such as YYYY/M/D H:mm'],
    [
      'yyyy/MM/dd HH:mm',
      'the tokens YYYY MMM MM M DD D HH H hh h mm m ss s SSS A Z; other letters in square brackets',
    ],
    ['YYYY/M/D h:mm', 'h or hh together with A, or H or HH without it'],
    ['YYYYMD H:mm', 'a sign before D, or a token of a fixed length such as MM before it'],
    ['YYYY/M/D YYYY H:mm', 'each part once; here is the year twice'],
  ])('says what is accepted instead of %s', (format, accepted) => {
    expect(timeFormatProblem(format, 'instant')).toBe(accepted);
  });

  it('wants a day without a time where a column holds days', () => {
    expect(timeFormatProblem('YYYY年M月D日', 'day')).toBeUndefined();
    expect(timeFormatProblem('YYYY/M/D H:mm', 'day')).toBe(
      'a format of a day without a time, such as YYYY/M/D',
    );
  });
});
