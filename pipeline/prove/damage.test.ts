import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/base/sha256.ts';
import { days, postpaidAmounts } from '../../src/testing/billed.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { load, run, warehouseRows } from '../../src/testing/jobs.ts';
import { lines } from '../../src/testing/log-lines.ts';
import { textsBelow } from '../../src/testing/reports.ts';
import {
  csv,
  defaultSettings,
  type FileContent,
  headers,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';

const allowing = (share: number) => `${defaultSettings}rejects: { max_share: ${share} }\n`;
const rejectsSql =
  'select path, line_number, column_name, value, reason from rejects order by path, line_number';

describe('500,000 lines with one bad number after byte 16,000,000', () => {
  let text: string;
  let badLine: number;

  beforeAll(() => {
    // 0.001 Mbps each; all in the slot of 20:00, so that the day comes to the number of lines / 1000.
    const rows = lines(500_000, () => '2026-09-05T20:00:00+08:00,a1,0.001');
    const rowBytes = '2026-09-05T20:00:00+08:00,a1,0.001\n'.length;
    const index = Math.ceil(16_000_000 / rowBytes) + 1;
    rows[index] = '2026-09-05T20:00:00+08:00,a1,0.0O1';
    badLine = index + 2;
    text = csv(headers.bandwidth, rows);
  });

  it('are 499,999 accepted lines and one reject where rejects are allowed', async () => {
    const folder = await writeWorkspace({
      settings: allowing(0.00001).replace('bandwidth: { ', 'bandwidth: { samples: sum, '),
      purchases: ['o1,a1,pro,2026-09-01,1'],
      files: { 'logs/bandwidth/big.csv': text },
    });
    const billed = await run(folder, '2026-09');
    const { lines, headers, accepted, rejected } = billed.load;
    expect({ lines, headers, accepted, rejected }).toEqual({
      lines: 500_001,
      headers: 1,
      accepted: 499_999,
      rejected: 1,
    });
    expect(days(billed, 'a1', 'bandwidth_domestic_mbps')).toEqual({ '2026-09-05': '499.999' });
    expect(postpaidAmounts(billed)).toEqual({ 'a1 bandwidth-domestic': '1000.00' });
    expect(await warehouseRows(folder, rejectsSql)).toEqual([
      [
        'logs/bandwidth/big.csv',
        BigInt(badLine),
        'mbps',
        '0.0O1',
        'is not a plain decimal of 0 or more',
      ],
    ]);
  });

  it('end the run with exit code 3 where they are not, and nothing of the file is used', async () => {
    const folder = await writeWorkspace({ files: { 'logs/bandwidth/big.csv': text } });
    const ended = await imbill(['run', '--month', '2026-09', '--workspace', folder]);
    expect(ended).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `logs/bandwidth/big.csv, line ${badLine}: mbps is "0.0O1", not a plain decimal of 0 or more.
Accepted: a plain decimal such as 117042.495, 0 or more; or bytes of the slot instead.
Correct the line and deliver the file again, or allow it with rejects.max_share in imbill.yaml.

1 of 500001 lines were rejected, more than rejects.max_share (0) in imbill.yaml allows. Nothing of the files above was used.
`,
    });
    expect(await traces(folder)).toEqual(nothingUsed);
    expect(await warehouseRows(folder, 'select path, lines, rejected from refused_files')).toEqual([
      ['logs/bandwidth/big.csv', 500_001n, 1n],
    ]);
  });
});

describe('a damaged .gz', () => {
  const whole = gzipSync(
    csv(
      headers.logins,
      lines(20_000, (index) => `2026-09-05T12:00:00Z,a1,${hashOf(index)}`),
    ),
  );
  const middle = Math.floor(whole.length / 2);
  const inWords =
    /^logs\/logins\/damaged\.csv\.gz: the gzip data is damaged: .+\.\nAccepted: a complete gzip file whose lengths and checksums are right\.\nHave the file delivered again\.$/;
  const flipped = (at: number, bit: number) => {
    const copy = Buffer.from(whole);
    copy[at] = (copy[at] ?? 0) ^ (1 << bit);
    return copy;
  };

  it.each([
    ['truncated in the middle', whole.subarray(0, middle)],
    ['without its last byte', whole.subarray(0, -1)],
    ['without its checksum', whole.subarray(0, -8)],
    ['with a bit flipped in the middle', flipped(middle, 3)],
    ['with a bit of its checksum flipped', flipped(whole.length - 8, 0)],
    ['with a bit of its length flipped', flipped(whole.length - 4, 7)],
    ['with a bit of its header flipped', flipped(0, 0)],
    ['with something else after its end', Buffer.concat([whole, Buffer.from('more')])],
  ])('%s is refused, and nothing is billed', async (_, bytes) => {
    const folder = await writeWorkspace({
      purchases: ['o1,a1,pro,2026-09-01,1'],
      files: { 'logs/logins/damaged.csv.gz': bytes },
    });
    await expect(run(folder, '2026-09')).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(inWords),
    });
    expect(await traces(folder)).toEqual(nothingUsed);
  });

  it.each([
    ['truncated', whole.subarray(0, middle)],
    ['with one flipped bit', flipped(middle, 3)],
  ])('%s ends the command with exit code 3', async (_, bytes) => {
    const folder = await writeWorkspace({ files: { 'logs/logins/damaged.csv.gz': bytes } });
    const ended = await imbill(['run', '--month', '2026-09', '--workspace', folder, '--json']);
    const { error } = JSON.parse(ended.stdout);
    expect([ended.exitCode, error.exit_code]).toEqual([3, 3]);
    expect(error.message).toMatch(inWords);
    expect(await traces(folder)).toEqual(nothingUsed);
  });

  it('is taken in once it is delivered whole, and the month is billed', async () => {
    const folder = await writeWorkspace({
      files: { 'logs/logins/damaged.csv.gz': whole.subarray(0, middle) },
    });
    await expect(run(folder, '2026-09')).rejects.toThrow('the gzip data is damaged');
    await writeFile(join(folder, 'logs/logins/damaged.csv.gz'), whole);
    const billed = await run(folder, '2026-09');
    expect(days(billed, 'a1', 'dau')).toEqual({ '2026-09-05': '20000' });
    expect(await warehouseRows(folder, 'select * from refused_files')).toEqual([]);
  });

  it('keeps the whole month from being billed, and sound files of it for the next run', async () => {
    const folder = await writeWorkspace({
      files: {
        'logs/logins/damaged.csv.gz': whole.subarray(0, middle),
        'logs/logins/sound.csv': csv(headers.logins, ['2026-09-05T12:00:00Z,a1,u1']),
      },
    });
    await expect(run(folder, '2026-09')).rejects.toMatchObject({ exitCode: 3 });
    const { invoices, segments } = await traces(folder);
    expect({ invoices, segments }).toEqual({ invoices: [], segments: [['2026-09-05', 1n]] });
  });
});

describe('a file that changes while it is read', () => {
  it('is refused, and taken in when it holds still', async () => {
    const row = (index: number) => `2026-09-05T12:00:00Z,a1,u${index}`;
    const folder = await writeWorkspace({
      files: { 'logs/logins/growing.csv': csv(headers.logins, lines(200_000, row)) },
    });
    const path = join(folder, 'logs/logins/growing.csv');
    let ended = false;
    const refused = load(folder).finally(() => {
      ended = true;
    });
    let appended = 0;
    const appending = (async () => {
      while (!ended) await appendFile(path, `${row(1_000_000 + appended++)}\n`);
    })();
    await expect(refused).rejects.toThrow(
      `logs/logins/growing.csv: the file changed while it was being read.
Accepted: a complete file that stays as it is.
Run the command again when the delivery is complete.`,
    );
    await appending;
    expect(await warehouseRows(folder, 'select * from segments')).toEqual([]);
    const { lines: read, accepted } = await load(folder);
    expect({ read, accepted }).toEqual({ read: 200_001 + appended, accepted: 200_000 + appended });
  });
});

describe('lenient readers', () => {
  const notDecimals = ['1_000', '0x10', '1e3', '+1', '-1', '1,5', ' 1', '١', 'NaN'];
  const notTimes = [
    '2026-02-30T12:00:00Z',
    '2026-09-05T24:00:00Z',
    '2026-09-05T12:00:60Z',
    '2026-09-05T12:00Z',
    '2026-09-05T12:00:00+8',
    '05/09/2026',
    '17',
    'now',
  ];

  it('do not decide what a number or a time is', async () => {
    const loaded = await loadAll({
      'logs/bandwidth/mbps.csv': csv('time,app_id,mbps', [
        ...[...notDecimals, '', '1.'].map((value) => `2026-09-05T12:00:00Z,a1,"${value}"`),
        '2026-09-05T12:00:00Z,a1,1.000000001',
      ]),
      'logs/bandwidth/bytes.csv': csv('time,app_id,bytes', [
        '2026-09-05T12:00:00Z,a1,1.5',
        '2026-09-05T12:00:00Z,a1,1000000',
      ]),
      'logs/logins/times.csv': csv(headers.logins, [
        ...['2026-09-05T12:00:00', ...notTimes, ''].map((time) => `${time},a1,u1`),
        '2026-09-05T12:00:00.5+08:00,a1,u1',
      ]),
    });
    const notDecimal = 'is not a plain decimal of 0 or more';
    expect(
      loaded.rejects.map(([, line, column, value, reason]) => [line, column, value, reason]),
    ).toEqual([
      [2n, 'bytes', '1.5', 'is not a whole number of 0 or more'],
      ...notDecimals.map((value, index) => [BigInt(index + 2), 'mbps', value, notDecimal]),
      [11n, 'mbps', '', 'is empty, and so is bytes'],
      [12n, 'mbps', '1.', notDecimal],
      [2n, 'time', '2026-09-05T12:00:00', 'is a local time without an offset'],
      ...notTimes.map((value, index) => [BigInt(index + 3), 'time', value, 'is not a real time']),
      [11n, 'time', '', 'is empty'],
    ]);
    expect(loaded.counts).toEqual({
      'logs/bandwidth/bytes.csv': [3n, 1n, 1n, 1n],
      'logs/bandwidth/mbps.csv': [13n, 1n, 1n, 11n],
      'logs/logins/times.csv': [12n, 1n, 1n, 10n],
    });
  });

  it('lose no line to a quote or to JSON that is none', async () => {
    const time = '2026-09-05T12:00:00Z';
    const loaded = await loadAll({
      'logs/logins/quote.csv': csv(headers.logins, [
        `${time},a1,u1`,
        `${time},a1,"u2`,
        `${time},a1,u3`,
        `${time},a1,u4`,
      ]),
      'logs/logins/fields.csv': csv(headers.logins, [
        `${time},a1,u1`,
        `${time},a1`,
        `${time},a1,u3,and,more`,
        `${time},a1,"u,4"`,
      ]),
      'logs/logins/lines.ndjson': [
        `{"time":"${time}","app_id":"a1","user_id":"u1"}`,
        `{"time":"${time}","app_id":"a1","user_id":`,
        'null',
        '[]',
        '{}',
        `{"time":"${time}","app_id":"a1","user_id":{"id":"u1"}}`,
        `{"time":"${time}","app_id":"a1","user_id":"u2"}`,
      ].join('\n'),
    });
    expect(loaded.counts).toEqual({
      'logs/logins/fields.csv': [5n, 1n, 2n, 2n],
      'logs/logins/lines.ndjson': [7n, 0n, 2n, 5n],
      'logs/logins/quote.csv': [5n, 1n, 3n, 1n],
    });
  });
});

describe('columns', () => {
  it('are found by name, whatever their order and whatever stands beside them', async () => {
    const loaded = await loadAll({
      'logs/logins/a.csv': csv('time,app_id,user_id', ['2026-09-05T12:00:00Z,a1,u1']),
      'logs/logins/b.csv': csv('user_id,version,app_id,time', [
        'u1,1,a1,2026-09-05T12:00:00Z',
        'a1,2,u1,2026-09-05T12:00:00Z',
      ]),
      'logs/logins/c.csv': csv('app_id,time,user_id,version', ['a1,2026-09-05T12:00:00Z,u2,beta']),
    });
    expect(loaded.rejects).toEqual([]);
    const billed = await run(loaded.folder, '2026-09');
    expect(days(billed, 'a1', 'dau')).toEqual({ '2026-09-05': '2' });
    expect(billed.summary.findings.map(({ code, app_id }) => [code, app_id])).toContainEqual([
      'app-without-customer',
      'u1',
    ]);
  });

  it('that are missing or there twice refuse the file', async () => {
    const folder = await writeWorkspace({
      settings: allowing(1),
      files: {
        'logs/logins/missing.csv': csv('time,app_id,userid', ['2026-09-05T12:00:00Z,a1,u1']),
        'logs/logins/twice.csv': csv('time,app_id,user_id,time', [
          '2026-09-05T12:00:00Z,a1,u1,2026-09-06T12:00:00Z',
        ]),
      },
    });
    await expect(load(folder)).rejects.toMatchObject({ exitCode: 3 });
    expect(await traces(folder)).toEqual(nothingUsed);
    expect(await warehouseRows(folder, 'select path from refused_files order by path')).toEqual([
      ['logs/logins/missing.csv'],
      ['logs/logins/twice.csv'],
    ]);
  });
});

describe('files as they really arrive', () => {
  const row = '2026-09-05T12:00:00Z,a1,u';
  const header = headers.logins;

  it.each<[string, FileContent, (bigint | string)[]]>([
    ['empty', '', [0n, 0n, 0n, 0n]],
    ['with a header only', `${header}\n`, [1n, 1n, 0n, 0n]],
    ['with a header and no newline', header, [1n, 1n, 0n, 0n]],
    ['without a newline at its end', `${header}\n${row}1\n${row}2`, [3n, 1n, 2n, 0n]],
    ['with a header in the middle', `${header}\n${row}1\n${header}\n${row}2\n`, [4n, 2n, 2n, 0n]],
    ['with a byte order mark', `\uFEFF${header}\n${row}1\n`, [2n, 1n, 1n, 0n]],
    ['with CRLF', `${header}\r\n${row}1\r\n${row}2\r\n`, [3n, 1n, 2n, 0n]],
    ['with mixed line ends', `${header}\r\n${row}1\n${row}2\r\n`, [3n, 1n, 2n, 0n]],
    ['in GBK', Buffer.from(`${header}\n${row}1\n${row}\xd6\xd0\n`, 'latin1'), [3n, 1n, 1n, 1n]],
    ['with a NUL byte', `${header}\n${row}1\n${row}\0\n`, [3n, 1n, 1n, 1n]],
  ])('are accounted for line by line: %s', async (_, content, counts) => {
    const { counts: read } = await loadAll({ 'logs/logins/file.csv': content });
    expect(read).toEqual({ 'logs/logins/file.csv': counts });
  });

  it.each<[string, string, FileContent, string]>([
    [
      'in UTF-16',
      'file.csv',
      Buffer.from(`\uFEFF${header}\n${row}1\n`, 'utf16le'),
      'Set encoding: utf-16 in the source in imbill.yaml',
    ],
    ['of an unknown kind', 'file.xls', `${header}\n${row}1\n`, 'the file is a workbook.'],
    [
      'called gzip that are none',
      'file.csv.gz',
      Buffer.from(`${header}\n`),
      'the gzip data is damaged',
    ],
    ['called Parquet that are none', 'file.parquet', Buffer.from(`${header}\n`), 'Parquet'],
  ])('are refused with a message: %s', async (_, name, content, message) => {
    const folder = await writeWorkspace({ files: { [`logs/logins/${name}`]: content } });
    const refused = expect(load(folder)).rejects;
    await refused.toMatchObject({ exitCode: 3, message: expect.stringContaining(message) });
    expect(await traces(folder)).toEqual(nothingUsed);
  });
});

function hashOf(index: number): string {
  return sha256Of(String(index)).slice(0, 12);
}

const nothingUsed = { batches: [], segments: [], lake: [], invoices: [], out: [] };

/** What a run left behind that could be billed. */
async function traces(folder: string) {
  return {
    batches: await warehouseRows(folder, 'select path from batches'),
    segments: await warehouseRows(folder, 'select usage_date, lines from segments'),
    lake: Object.keys(await textsBelow(join(folder, '.imbill', 'lake'))),
    invoices: await warehouseRows(folder, 'select number from invoices'),
    out: Object.keys(await textsBelow(join(folder, 'out'))),
  };
}

/** Loads files whatever they hold: path → lines, headers, accepted, rejected; and all rejects. */
async function loadAll(files: Record<string, FileContent>) {
  const folder = await writeWorkspace({ settings: allowing(1) });
  await writeFiles(folder, files);
  await load(folder);
  const rows = await warehouseRows(
    folder,
    'select path, lines, headers, accepted, rejected from batches order by path',
  );
  return {
    folder,
    counts: Object.fromEntries(rows.map(([path, ...counts]) => [String(path), counts])),
    rejects: await warehouseRows(folder, rejectsSql),
  };
}
