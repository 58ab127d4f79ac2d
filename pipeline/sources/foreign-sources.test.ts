import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { load, run, warehouseRows } from '../../src/testing/jobs.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';

const input = join(import.meta.dirname, '..', '..', 'fixtures', 'foreign-logs', 'input');
const zip = 'logs/zip/2026-09.zip';
let folder: string;

beforeAll(async () => {
  folder = await tempFolder();
  await cp(input, folder, { recursive: true });
  await run(folder, '2026-09');
});

describe('a zip file', () => {
  it('is a delivery for each file in it, also to measure again from the files', async () => {
    const paths = await warehouseRows(
      folder,
      `select path from batches where path like '%zip%' order by path`,
    );
    expect(paths).toEqual([[`${zip}!/运营/0929.csv`], [`${zip}!/运营/0930.csv`]]);
    // A file that is added later belongs to no issued invoice.
    const held = unzipSync(await readFile(join(folder, zip)));
    const later = Buffer.from('日期,应用,日活跃用户,群组数\n2026年9月30日,1400000002,300001,\n');
    await writeFile(join(folder, zip), zipSync({ ...held, '运营/later.csv': later }));
    const { exitCode, stdout } = await imbill([
      ...['invoice', 'regenerate', '--workspace', folder, '--from-files', '--json'],
    ]);
    const { documents } = JSON.parse(stdout);
    expect([exitCode, documents]).toMatchObject([0, [{ source: 'files', differences: [] }]]);
  });

  it('is read again by its own name', async () => {
    const { exitCode, stdout } = await imbill([
      ...['load', '--workspace', folder, '--again', 'logs/zip/*.zip', '--json'],
    ]);
    const { read_again } = JSON.parse(stdout).load;
    expect([exitCode, read_again.length]).toEqual([0, 2]);
  });

  it('is refused as a whole if it is damaged, and so is one damaged file in it', async () => {
    const held = await readFile(join(folder, zip));
    await writeFile(join(folder, 'logs/zip/cut.zip'), held.subarray(0, -30));
    const wrong = Buffer.from(held);
    const at = wrong.indexOf('0930.csv') + '0930.csv'.length + 2;
    wrong[at] = wrong[at]! ^ 0xff;
    await writeFile(join(folder, 'logs/zip/wrong.zip'), wrong);
    const error = await load(folder).catch((refused: Error) => refused);
    const { message } = error as Error;
    expect(message).toContain(
      'logs/zip/cut.zip: the zip file cannot be read: the end of the file is missing, or it is no zip file.\n' +
        'Accepted: a complete zip file with at least one file, compressed by Deflate or stored.\n' +
        'Have the file delivered again.',
    );
    expect(message).toMatch(
      /logs\/zip\/wrong\.zip!\/运营\/0930\.csv: the zip data is damaged: .+\./,
    );
  });
});

/** Reads a file of the fixture by guessed settings. */
async function tried(file: string, ...options: string[]) {
  const { exitCode, stdout, stderr } = await imbill([
    ...['sources', 'try', join(input, file), '--workspace', input, '--json', ...options],
  ]);
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

describe('imbill sources try', () => {
  it('guesses how an Excel export is written', async () => {
    const answer = await tried('logs/excel/登录.csv');
    expect(answer).toMatchObject({
      kind: 'logins',
      form: { encoding: 'gbk', time_format: 'YYYY/M/D H:mm', time_zone: 'Asia/Shanghai' },
      counts: { lines: 6, headers: 1, accepted: 5, ignored: 0, rejected: 0 },
      other_columns: ['备注'],
    });
    expect(answer.settings).toBe(`sources:
  logins:
    files: "logs/excel/*.csv"
    encoding: gbk
    time_format: YYYY/M/D H:mm
    time_zone: Asia/Shanghai
    columns:
      time: 登录时间
      app_id: 应用ID
      user_id: 账号
      result: 登录结果
`);
    expect(answer.first_lines[0]).toEqual({
      line_number: 2,
      raw: '2026/9/1 8:05,1400000001,张三,成功,',
      values: {
        time: '2026-09-01 08:05:00',
        app_id: '1400000001',
        user_id: '张三',
        result: '成功',
        login: 'succeeded',
      },
    });
  });

  it('guesses a preset for records below a root, and what events mean', async () => {
    const { settings, counts } = await tried('logs/webhook/dump.txt');
    expect(counts).toEqual({ lines: 4, headers: 0, accepted: 4, ignored: 1, rejected: 0 });
    expect(settings).toContain('root: body');
    expect(settings).toContain('event: { 建群: created, 解散: dismissed, 发言: ignore }');
  });

  it('guesses UTF-16, several metrics of a line, and an access log', async () => {
    const tabs = await tried('logs/tabs/带宽.tsv');
    expect(tabs).toMatchObject({ kind: 'bandwidth', counts: { accepted: 3, rejected: 0 } });
    const daily = await tried(zip);
    expect(daily).toMatchObject({ kind: 'daily', counts: { accepted: 1, rejected: 0 } });
    expect(daily.other_files).toEqual(['运营/0930.csv']);
    const nginx = await tried('logs/nginx/access.log');
    expect(nginx.columns).toMatchObject({ app_id: 'url.SdkAppid', user_id: 'url.user' });
    expect(nginx.rejects).toEqual([
      {
        column: 'app_id',
        reason: 'is empty',
        lines: 1,
        first_line: 3,
        value: '',
        setting:
          'If other lines are meant, name those that count with only: of a preset, such as only: { path: /login }.',
      },
    ]);
  });

  it('reads a file by an entry of imbill.yaml, and refuses one that is not there', async () => {
    const answer = await tried('logs/nginx/access.log', '--source', 'logins.2');
    expect(answer.counts).toEqual({ lines: 3, headers: 0, accepted: 3, ignored: 2, rejected: 0 });
    expect(answer.settings).toBeUndefined();
    const wrong = await imbill([
      ...['sources', 'try', join(input, 'logs/nginx/access.log'), '--workspace', input],
      ...['--source', 'logins.3'],
    ]);
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      2,
      '--source "logins.3" is no entry of files in imbill.yaml.\n' +
        'Accepted: logins.1, logins.2, bandwidth.1, groups.1, daily.1.\n',
    ]);
  });

  it('judges times of the future as imbill.yaml does, and names the columns of a built-in preset', async () => {
    const cwd = await tempFolder();
    const settings = `rejects: { max_future: off }
sources: { logins: { files: "*.ndjson", preset: login-callback } }
`;
    await writeFile(join(cwd, 'imbill.yaml'), settings);
    const callback = {
      ...{ CallbackCommand: 'State.StateChange', EventTime: '2099-09-01T00:00:00Z', SdkAppid: '7' },
      Info: { Action: 'Login', To_Account: 'u1' },
    };
    await writeFile(join(cwd, 'a.ndjson'), JSON.stringify(callback));
    const { stdout } = await imbill(
      ['sources', 'try', 'a.ndjson', '--source', 'logins', '--json'],
      { cwd },
    );
    expect(JSON.parse(stdout)).toMatchObject({
      counts: { accepted: 1, rejected: 0 },
      columns: { time: 'EventTime', user_id: 'Info.To_Account' },
    });
  });

  const everyLoginCounts = 'No column looks like result, so every login counts as succeeded.';

  it('finds times by their values, and columns of a file that has only a header', async () => {
    const cwd = await tempFolder();
    const german = 'Benutzer;Anmeldezeit;App-ID\nJürgen;01.09.2026 08:05;1400000001\n';
    await writeFile(join(cwd, 'german.csv'), german, 'latin1');
    await writeFile(join(cwd, 'header.csv'), 'time,app_id,user_id\n');
    const body = JSON.stringify({ CallbackCommand: 'State.StateChange', SdkAppid: 'a1' });
    await writeFile(join(cwd, 'hook.ndjson'), JSON.stringify({ body }));
    const answerOf = async (file: string) =>
      JSON.parse((await imbill(['sources', 'try', file, '--json'], { cwd })).stdout);
    const { columns, form, to_check } = await answerOf('german.csv');
    expect(to_check).toContain(everyLoginCounts);
    expect(columns).toEqual({ time: 'Anmeldezeit', app_id: 'App-ID' });
    expect(form).toMatchObject({
      ...{ delimiter: ';', time_format: 'D.M.YYYY H:mm' },
      encoding: 'windows-1252',
    });
    expect((await answerOf('header.csv')).to_check).toEqual([]);
    expect(await answerOf('hook.ndjson')).toMatchObject({
      columns: { app_id: 'body.SdkAppid' },
      other_columns: ['body.CallbackCommand'],
    });
  });

  it.each([
    ['book.xlsx', 'book.xlsx: the file is a workbook.', 'save each sheet as "CSV UTF-8"'],
    ['none.csv', 'none.csv: the file is empty', 'Try another file of the same system.'],
  ])('refuses %s with what to do instead', async (name, what, next) => {
    const cwd = await tempFolder();
    await writeFile(join(cwd, name), name === 'none.csv' ? '' : 'PK');
    const { exitCode, stderr } = await imbill(['sources', 'try', name], { cwd });
    expect(exitCode).toBe(3);
    expect(stderr).toContain(what);
    expect(stderr).toContain(next);
  });

  it('prints no line of more than 80 columns, and works outside of a workspace', async () => {
    const cwd = await tempFolder();
    await writeFile(join(cwd, 'a.csv'), `when,who\n2026-13-01,${'u'.repeat(200)}\n`);
    const { exitCode, stdout } = await imbill(['sources', 'try', 'a.csv'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toContain('a.csv, line 1: there is no column');
    expect(stdout).toContain('files: "*.csv"');
  });
});
