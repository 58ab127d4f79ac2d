import { createHash } from 'node:crypto';
import { readFile, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { imbill, imbillProcess } from '../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { correct, findMissingOf, load, warehouseRows, withdraw } from '../../src/testing/jobs.ts';
import {
  csv,
  type FileContent,
  headers,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';

const days = Array.from({ length: 30 }, (_, day) => `2026-09-${String(day + 1).padStart(2, '0')}`);
const over = '2026-10-05T00:00:00Z';

type Without = Readonly<Record<string, string[]>>;

/** Lines of logins of both apps on each day, without some, by day. */
function loginLines(without: Without): [day: string, lines: string[]][] {
  return days.map((day) => {
    const apps = ['a1', 'b1'].filter((app) => !without[day]?.includes(app));
    return [day, apps.map((app) => `${day}T10:00:00+08:00,${app},u1`)];
  });
}

/** One file with these logins. */
function loginFile(without: Without = {}): Record<string, string> {
  const lines = loginLines(without).flatMap(([, lines]) => lines);
  return { 'logs/logins/all.csv': csv(headers.logins, lines) };
}

/** A file a day with these logins. */
function filesByDay(): Record<string, string> {
  return Object.fromEntries(
    loginLines({}).map(([day, lines]) => [`logs/logins/${day}.csv`, csv(headers.logins, lines)]),
  );
}

function workspaceOf(
  source: string,
  files: Record<string, FileContent>,
  settings = '',
): Promise<string> {
  return writeWorkspace({
    settings: `sources: { logins: ${source} }\n${settings}`,
    customers: ['acme,Acme,a1', 'beta,Beta,b1'],
    purchases: ['o1,a1,pro,2026-09-01,1'],
    files,
  });
}

const rule = (text: string) => `{ files: "logs/logins/**/*", expect: ${text} }`;

/** Walks all minutes of a month, and lists the hours of each day in which an app has no row: app and first instant. */
function emptyHours(
  rows: Readonly<Record<string, number[]>>,
  { timeZone, month }: { timeZone: string; month: string },
): string[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  const start = Date.parse(`${month}-01T00:00:00Z`) - 2 * 86_400_000;
  const days = new Map<string, number[]>();
  for (let minute = start; minute < start + 36 * 86_400_000; minute += 60_000) {
    const day = format.format(minute);
    if (day.startsWith(month)) days.set(day, [...(days.get(day) ?? []), minute]);
  }
  return Object.entries(rows).flatMap(([app, times]) => {
    const minutesWithRows = new Set(times.map((time) => Math.floor(time / 60_000) * 60_000));
    return [...days.values()].flatMap((minutes) => {
      const whole = Math.floor(minutes.length / 60);
      const hours = Array.from({ length: whole }, (_, hour) =>
        minutes.slice(hour * 60, hour === whole - 1 ? undefined : (hour + 1) * 60),
      );
      return hours
        .filter((hour) => !hour.some((minute) => minutesWithRows.has(minute)))
        .map((hour) => `${app} ${hour[0]}`);
    });
  });
}

/** Loads, and returns what is missing of September as messages. */
async function messagesOf(folder: string): Promise<string[]> {
  const { missing } = await findMissingOf(folder, '2026-09', Date.parse(over));
  return missing.map(({ message }) => message);
}

/** Runs `ready` of a month, and returns its exit code and its document. */
async function ready(
  folder: string,
  { now = over, month = '2026-09' }: { now?: string; month?: string } = {},
) {
  const args = ['ready', '--month', month, '--json', '--workspace', folder];
  const { exitCode, stdout } = await imbill(args, { now });
  const document = JSON.parse(stdout);
  const missing: { message: string }[] = document.missing_deliveries ?? [];
  return { exitCode, document, messages: missing.map(({ message }) => message) };
}

describe('imbill ready, by rows', () => {
  it('names the day that has no rows, until its file comes', async () => {
    const folder = await workspaceOf(
      rule('{ every: day }'),
      loginFile({ '2026-09-05': ['a1', 'b1'] }),
    );
    const before = await ready(folder);
    expect([before.exitCode, before.document.ready]).toEqual([4, false]);
    expect(before.document.missing_deliveries).toEqual([
      {
        source: 'logins',
        entry: 'logs/logins/**/*',
        state: 'missing',
        day: '2026-09-05',
        from: '2026-09-05T00:00:00+08:00',
        until: '2026-09-06T00:00:00+08:00',
        expected: 'rows',
        found: 'none',
        message: 'logins: no rows of 2026-09-05.',
      },
    ]);
    expect(before.document.error.message).toMatch(/^2026-09 is not ready: 1 delivery is missing/);
    await writeFiles(folder, {
      'logs/logins/late.csv': csv(headers.logins, ['2026-09-05T10:00:00+08:00,a1,u1']),
    });
    const after = await ready(folder);
    expect([after.exitCode, after.document.ready, after.document.load.files]).toEqual([0, true, 1]);
    expect(after.document.missing_deliveries).toEqual([]);
    expect(await warehouseRows(folder, 'from missing_deliveries')).toEqual([]);
  });

  it('names each app without rows, and says in the text what is in a row', async () => {
    const without = { '2026-09-05': ['b1'], '2026-09-06': ['b1'], '2026-09-09': ['a1'] };
    const folder = await workspaceOf(rule('{ every: day, per: app }'), loginFile(without));
    const { exitCode, stdout, stderr } = await imbill(
      ['ready', '--month', '2026-09', '--workspace', folder],
      { now: over },
    );
    expect([exitCode, stdout.split('\n').slice(1)]).toEqual([
      4,
      [
        'Expected of logins (logs/logins/**/*): rows of each app every day; 30 days by now.',
        '! logins, app a1: no rows of 2026-09-09.',
        '! logins, app b1: no rows of 2026-09-05 to 2026-09-06 (2 days).',
        '',
      ],
    ]);
    expect(stderr).toContain('2026-09 is not ready: 3 deliveries are missing or not as listed.');
  });

  it('expects an app from its first rows, and one without any only by from', async () => {
    const without = Object.fromEntries(days.slice(0, 19).map((day) => [day, ['b1']]));
    const files = loginFile({ ...without, '2026-09-25': ['b1'] });
    const messagesBy = async (text: string, customers: string[]) => {
      const folder = await workspaceOf(rule(text), files);
      await writeFiles(folder, {
        'accounts/customers.csv': csv('customer_id,name,app_id', customers),
      });
      return messagesOf(folder);
    };
    const two = ['acme,Acme,a1', 'beta,Beta,b1'];
    const [onlyB1, never] = ['logins, app b1: no rows of 2026-09-25.', 'never,Never,n1'];
    expect(await messagesBy('{ every: day, per: app }', [...two, never])).toEqual([onlyB1]);
    expect(await messagesBy('{ every: day, per: app, from: 2026-09-01 }', two)).toEqual([onlyB1]);
    const ofNever = await messagesBy('{ every: day, per: app, from: 2026-09-29 }', [...two, never]);
    expect(ofNever).toEqual([
      'logins, app n1: no rows of 2026-09-29.',
      'logins, app n1: no rows of 2026-09-30.',
    ]);
    const except = '{ every: day, per: app, from: 2026-09-01, except: [b1, n1] }';
    expect(await messagesBy(except, [...two, never])).toEqual([]);
  });

  it('expects apps only of the entry that delivers them', async () => {
    const files = {
      'logs/a/1.csv': csv(
        headers.logins,
        days.map((day) => `${day}T10:00:00+08:00,a1,u1`),
      ),
      'logs/b/1.csv': csv(
        headers.logins,
        days.slice(1).map((day) => `${day}T10:00:00+08:00,b1,u1`),
      ),
    };
    const entry = (name: string) =>
      `{ files: "logs/${name}/*.csv", expect: { every: day, per: app, from: 2026-08-31 } }`;
    const folder = await workspaceOf(`[${entry('a')}, ${entry('b')}]`, files);
    expect(await messagesOf(folder)).toEqual([]);
    const source = `[${entry('a')}, { files: "logs/b/*.csv", expect: { every: day, from: 2026-09-01 } }]`;
    await writeFiles(folder, { 'imbill.yaml': `sources: { logins: ${source} }\n` });
    expect(await messagesOf(folder)).toEqual(['logins: no rows of 2026-09-01.']);
  });

  it('counts hours from the beginning of the day, also where clocks change', async () => {
    const start = Date.parse('2026-10-24T22:00:00Z');
    const rows = Array.from({ length: 25 }, (_, hour) => start + hour * 3_600_000)
      .filter((_, hour) => hour !== 3 && hour !== 24)
      .map((instant) => `${instant},a1,u1`);
    const folder = await workspaceOf(
      rule('{ every: hour, from: 2026-10-25 }'),
      { 'logs/logins/1.csv': csv(headers.logins, rows) },
      'timezone: Europe/Berlin\n',
    );
    const { document } = await ready(folder, { month: '2026-10', now: '2026-10-26T00:30:00Z' });
    expect(document.expected[0].periods).toBe(26);
    const found = document.missing_deliveries as Record<string, unknown>[];
    expect(found.map(({ day, hour, from, until }) => [day, hour, from, until])).toEqual([
      ['2026-10-25', 2, '2026-10-25T02:00:00+01:00', '2026-10-25T03:00:00+01:00'],
      ['2026-10-25', 23, '2026-10-25T23:00:00+01:00', '2026-10-26T00:00:00+01:00'],
      ['2026-10-26', 0, '2026-10-26T00:00:00+01:00', '2026-10-26T01:00:00+01:00'],
    ]);
  });

  it.each([
    ['Europe/Berlin', '2026-10'],
    ['Australia/Lord_Howe', '2026-10'],
    ['Asia/Kolkata', '2026-02'],
  ])('names the hours of %s that a slow walk finds without rows', async (timeZone, month) => {
    const next = new Date(`${month}-28T00:00:00Z`).getTime() + 5 * 86_400_000;
    const start = Date.parse(`${month}-01T00:00:00Z`) - 86_400_000;
    // Some minutes of two months, always the same ones.
    const instants = (step: number) =>
      Array.from({ length: Math.floor((next - start) / step) }, (_, index) => start + index * step);
    const rows = {
      a1: instants(37 * 60_000).filter((_, index) => index % 7 !== 0),
      b1: instants(53 * 60_000).filter((_, index) => index % 5 !== 0),
    };
    const lines = Object.entries(rows).flatMap(([app, times]) =>
      times.map((time) => `${time},${app},u1`),
    );
    const folder = await workspaceOf(
      rule(`{ every: hour, per: app, from: ${month}-01 }`),
      { 'logs/logins/all.csv': csv(headers.logins, lines) },
      `timezone: ${timeZone}\n`,
    );
    const { document } = await ready(folder, { month, now: '2027-01-01T00:00:00Z' });
    const found = document.missing_deliveries.map(
      ({ app_id, from }: { app_id: string; from: string }) => `${app_id} ${Date.parse(from)}`,
    );
    expect(found.toSorted()).toEqual(emptyHours(rows, { timeZone, month }).toSorted());
  });

  it('judges a running month until now minus the grace, and a month that is over whole', async () => {
    const files = loginFile(Object.fromEntries(days.slice(20).map((day) => [day, ['a1', 'b1']])));
    const folder = await workspaceOf(rule('{ every: day, grace: 2h }'), files);
    const at = async (now: string) => {
      const { exitCode, document, messages } = await ready(folder, { now });
      return [exitCode, document.is_over, messages.length];
    };
    expect(await at('2026-09-21T17:59:59Z')).toEqual([0, false, 0]);
    expect(await at('2026-09-21T18:00:00Z')).toEqual([4, false, 1]);
    expect(await at('2026-09-30T16:00:00Z')).toEqual([4, true, 10]);
    expect(await at('2026-08-31T15:59:59Z')).toEqual([4, false, 0]);
  });

  it('names rows that came after the grace, and is ready', async () => {
    const folder = await workspaceOf(rule('{ every: day, grace: 2h }'), filesByDay());
    for (const day of days)
      await utimes(
        join(folder, `logs/logins/${day}.csv`),
        0,
        Date.parse(`${day}T17:59:00Z`) / 1000,
      );
    await utimes(
      join(folder, 'logs/logins/2026-09-09.csv'),
      0,
      Date.parse('2026-09-09T18:01:00Z') / 1000,
    );
    const { exitCode, document } = await ready(folder);
    expect([exitCode, document.missing_deliveries]).toEqual([0, []]);
    expect(document.late_deliveries.map(({ message }: { message: string }) => message)).toEqual([
      'logins: the rows of 2026-09-09 came at 2026-09-10T02:01:00+08:00, after 2026-09-10T02:00:00+08:00.',
    ]);
  });

  it('does not count rows that were withdrawn', async () => {
    const folder = await workspaceOf(rule('{ every: day }'), filesByDay());
    expect((await ready(folder)).exitCode).toBe(0);
    await withdraw(folder, 'logs/logins/2026-09-05.csv');
    expect(await messagesOf(folder)).toEqual(['logins: no rows of 2026-09-05.']);
  });

  it('reads a segment once, and judges it also after its rows were removed', async () => {
    const folder = await workspaceOf(rule('{ every: hour, per: app }'), loginFile());
    const messages = await messagesOf(folder);
    expect(messages.length).toBe(2 * (30 * 24 - 10 - 30));
    await rm(join(folder, '.imbill/lake'), { recursive: true });
    expect(await messagesOf(folder)).toEqual(messages);
    await warehouseRows(folder, 'delete from segment_hours');
    expect(await messagesOf(folder)).toEqual([]);
  });

  it('refuses accounts that cannot tell the apps', async () => {
    const folder = await workspaceOf(rule('{ every: day, per: app }'), loginFile());
    await writeFiles(folder, { 'accounts/customers.csv': 'customer_id,name\nacme,Acme\n' });
    const { exitCode, document } = await ready(folder);
    expect([exitCode, document.error.message]).toEqual([3, expect.stringContaining('app_id')]);
  });

  it('does the same in a process of its own', async () => {
    const folder = await workspaceOf(
      rule('{ every: day }'),
      loginFile({ '2026-09-05': ['a1', 'b1'] }),
    );
    const ended = await imbillProcess(['ready', '--month', '2026-09', '--workspace', folder]);
    expect([ended.exitCode, ended.stdout]).toEqual([
      4,
      expect.stringContaining('! logins: no rows of 2026-09-05.'),
    ]);
    expect(ended.stderr).toContain('2026-09 is not ready');
  });

  it('counts rows without a time for all hours of their day', async () => {
    const folder = await workspaceOf('{ files: "logs/logins/**/*", keep: none }', loginFile());
    await load(folder);
    const entries = `[${rule('{ every: hour, from: 2026-09-30 }')}, { files: "x/*", keep: none }]`;
    await rm(join(folder, 'logs'), { recursive: true });
    await writeFiles(folder, { 'imbill.yaml': `sources: { logins: ${entries} }\n` });
    expect(await messagesOf(folder)).toEqual([]);
  });

  it('gives a file to the first entry that matches it', async () => {
    const file = csv(headers.logins, ['2026-09-30T10:00:00+08:00,a1,u1']);
    const second = '{ files: "logs/**/*", expect: { every: day, per: file, from: 2026-09-30 } }';
    const folder = await workspaceOf(`[{ files: "logs/logins/*" }, ${second}]`, {
      'logs/logins/2026-09-30.csv': file,
    });
    expect(await messagesOf(folder)).toEqual(['logins: no file of 2026-09-30 in logs/**/*.']);
  });

  it('expects nothing without a rule, and says so', async () => {
    const folder = await workspaceOf('{ files: "logs/logins/**/*" }', loginFile());
    const { exitCode, stdout } = await imbill(
      ['ready', '--month', '2026-09', '--workspace', folder],
      { now: over },
    );
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringContaining(
        'Nothing is expected of 2026-09: no source in imbill.yaml has expect',
      ),
    ]);
  });

  it('names all days of a source that never delivered', async () => {
    const folder = await workspaceOf(rule('{ every: day }'), {});
    const { exitCode, messages } = await ready(folder);
    expect([exitCode, messages.length]).toEqual([4, 30]);
  });
});

describe('imbill ready, by files', () => {
  const named = (name: (day: string) => string, without: string[]) =>
    Object.fromEntries(
      days
        .filter((day) => !without.includes(day))
        .map((day) => [name(day), csv(headers.logins, [`${day}T10:00:00+08:00,a1,u1`])]),
    );

  it('finds the day that no name states, per glob', async () => {
    const source =
      '{ files: ["logs/n1/*.csv", "logs/n2/**/*.csv"], expect: { every: day, per: file } }';
    const folder = await workspaceOf(source, {
      ...named((day) => `logs/n1/logins-${day.replaceAll('-', '')}.csv`, ['2026-09-07']),
      ...named((day) => `logs/n2/dt=${day}/part-0.csv`, ['2026-09-08', '2026-09-09']),
      'logs/n1/readme.csv': csv(headers.logins, []),
    });
    // The files of n2 repeat those of n1 of the same day, which is no reason to miss them.
    expect(await messagesOf(folder)).toEqual([
      'logins: no file of 2026-09-07 in logs/n1/*.csv.',
      'logins: no file of 2026-09-08 in logs/n2/**/*.csv.',
      'logins: no file of 2026-09-09 in logs/n2/**/*.csv.',
    ]);
  });

  it('accepts a file without rows, but not a copy of another day', async () => {
    const folder = await workspaceOf(rule('{ every: day, per: file }'), {
      ...named((day) => `logs/logins/${day}.csv`, []),
      'logs/logins/2026-09-03.csv': csv(headers.logins, []),
      'logs/logins/2026-09-04.csv': csv(headers.logins, []),
    });
    expect(await messagesOf(folder)).toEqual([]);
    await writeFiles(folder, {
      'logs/logins/2026-09-04.csv': await readFile(join(folder, 'logs/logins/2026-09-02.csv')),
    });
    expect(await messagesOf(folder)).toEqual([
      'logins: no file of 2026-09-04 in logs/logins/**/*. logs/logins/2026-09-04.csv only repeats logs/logins/2026-09-02.csv.',
    ]);
  });

  it('expects as many files as files says, and hours of another zone', async () => {
    const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
    const files = Object.fromEntries(
      hours
        .filter((hour) => hour !== '15' && hour !== '16')
        .map((hour) => [
          `logs/logins/dt=2026-09-30/hour=${hour}/part-0.csv`,
          csv(headers.logins, [`2026-09-30T${hour}:10:00Z,a1,u1`]),
        ]),
    );
    const inUtc = '{ every: hour, per: file, zone: UTC, from: 2026-09-30 }';
    const folder = await workspaceOf(rule(inUtc), files);
    // The month ends at 16:00 UTC.
    expect(await messagesOf(folder)).toEqual([
      'logins: no file of 2026-09-30 from 15:00 to 16:00 in logs/logins/**/*.',
    ]);
    const many = rule('{ every: day, per: file, files: 24, from: 2026-09-30 }');
    await writeFiles(folder, { 'imbill.yaml': `sources: { logins: ${many} }\n` });
    expect(await messagesOf(folder)).toEqual([
      'logins: 22 of 24 files of 2026-09-30 in logs/logins/**/*.',
    ]);
  });

  it('says that no name states a day', async () => {
    const folder = await workspaceOf(rule('{ every: day, per: file, from: 2026-09-30 }'), {
      'logs/logins/all.csv': csv(headers.logins, ['2026-09-30T10:00:00+08:00,a1,u1']),
    });
    expect(await messagesOf(folder)).toEqual([
      'logins: no file of 2026-09-30 in logs/logins/**/*. No file of it states a day in its name.',
    ]);
  });
});

describe('imbill ready, by manifests', () => {
  const source = '{ files: "logs/logins/**/*" }';
  const sha256 = (content: FileContent) => createHash('sha256').update(content).digest('hex');
  const first = csv(headers.logins, ['2026-09-01T10:00:00+08:00,a1,u1']);
  const packed = gzipSync(csv(headers.logins, ['2026-09-02T10:00:00+08:00,a1,u1']));

  it('compares size, rows and hash as delivered, until they agree', async () => {
    const sums = [
      `${sha256(first)}  2026-09-01.csv`,
      `${sha256(packed)} *2026-09-02.csv.gz`,
      `${sha256('')}  2026-09-03.csv`,
      `${sha256('')}  2026-08-03.csv`,
      `${sha256('')}  SHA256SUMS`,
      `${sha256('')}  readme~`,
    ];
    const manifest = {
      files: [
        { name: '2026-09-01.csv', size: first.length + 1, rows: 1 },
        { name: 'logs/logins/2026-09-02.csv.gz', rows: 2 },
      ],
    };
    const files = {
      'logs/logins/2026-09-01.csv': first,
      'logs/logins/2026-09-02.csv.gz': packed,
      'logs/logins/SHA256SUMS': `${sums.join('\n')}\n`,
      'logs/logins/day.manifest.json': JSON.stringify(manifest),
    };
    const folder = await workspaceOf(source, files);
    const { exitCode, document, messages } = await ready(folder);
    expect([exitCode, document.manifests, document.load.files]).toEqual([
      4,
      { manifests: 2, files: 5 },
      2,
    ]);
    expect(messages).toEqual([
      'logs/logins/2026-09-03.csv is not there; logs/logins/SHA256SUMS, line 3, lists it.',
      `logs/logins/2026-09-01.csv has ${first.length} bytes; logs/logins/day.manifest.json, files[0], says ${first.length + 1}.`,
      'logs/logins/2026-09-02.csv.gz has 1 data rows; logs/logins/day.manifest.json, files[1], says 2.',
    ]);
    const states = document.missing_deliveries.map(({ state }: { state: string }) => state);
    expect(states).toEqual(['missing', 'short', 'short']);

    const other = gzipSync(csv(headers.logins, ['2026-09-02T10:00:00+08:00,a1,u2']));
    await rm(join(folder, 'logs/logins/day.manifest.json'));
    await writeFiles(folder, {
      'logs/logins/2026-09-02.csv.gz': other,
      'logs/logins/2026-09-03.csv': first,
    });
    expect(await messagesOf(folder)).toEqual([
      `logs/logins/2026-09-02.csv.gz has the SHA-256 ${sha256(other).slice(0, 16)}…; logs/logins/SHA256SUMS, line 2, says ${sha256(packed).slice(0, 16)}….`,
      `logs/logins/2026-09-03.csv has the SHA-256 ${sha256(first).slice(0, 16)}…; logs/logins/SHA256SUMS, line 3, says ${sha256('').slice(0, 16)}….`,
    ]);
    await writeFiles(folder, { 'logs/logins/2026-09-02.csv.gz': packed });
    await writeFiles(folder, { 'logs/logins/SHA256SUMS': `${sums.slice(0, 2).join('\n')}\n` });
    expect((await ready(folder)).exitCode).toBe(0);
    const hashes = 'select path, sha256 from delivered_hashes';
    expect(await warehouseRows(folder, hashes)).toEqual([
      ['logs/logins/2026-09-02.csv.gz', sha256(packed)],
    ]);
  });

  it('names manifests that are damaged, and names that lead out', async () => {
    const folder = await workspaceOf(source, {
      'logs/logins/2026-09-01.csv': first,
      'logs/logins/a.manifest.json': '{"files": [\n{"size": 1}]}',
      'logs/SHA256SUMS': `${sha256('')}  ../../x.csv\n${sha256('')}  /etc/passwd\nno sum\n`,
      'logs/logins/SHA256SUMS': `${sha256('')}  ../../../x.csv\n${sha256('')}  /etc/passwd\n`,
    });
    const { exitCode, document } = await ready(folder);
    expect(exitCode).toBe(4);
    const found = document.missing_deliveries as { path: string; state: string; message: string }[];
    expect(found.map(({ path, state, message }) => [path, state, message.split('\n')[0]])).toEqual([
      ['logs/SHA256SUMS', 'differs', 'logs/SHA256SUMS, line 3: "no sum" is no checksum.'],
      [
        'logs/logins/SHA256SUMS',
        'differs',
        'logs/logins/SHA256SUMS, line 1: "../../../x.csv" leads out of the workspace.',
      ],
      [
        'logs/logins/SHA256SUMS',
        'differs',
        'logs/logins/SHA256SUMS, line 2: "/etc/passwd" leads out of the workspace.',
      ],
      [
        'logs/logins/a.manifest.json',
        'differs',
        'logs/logins/a.manifest.json:2:1: the file has no name.',
      ],
    ]);
  });

  it('accepts that a loaded file was moved away', async () => {
    const folder = await workspaceOf(source, {
      'logs/logins/2026-09-01.csv': first,
      'logs/logins/SHA256SUMS': `${sha256(first)}  2026-09-01.csv\n`,
    });
    expect((await ready(folder)).exitCode).toBe(0);
    await rename(join(folder, 'logs/logins/2026-09-01.csv'), join(folder, 'moved.csv'));
    expect((await ready(folder)).exitCode).toBe(0);
  });
});

describe('imbill run with missing deliveries', () => {
  const files = loginFile({ '2026-09-05': ['a1', 'b1'] });
  const bill = (folder: string, ...args: string[]) =>
    imbill(['run', '--month', '2026-09', '--json', '--workspace', folder, ...args], { now: over });

  it('issues and names them, in its document, summary and page', async () => {
    const folder = await workspaceOf(rule('{ every: day }'), files);
    const { exitCode, stdout } = await bill(folder);
    const { missing_deliveries, late_deliveries } = JSON.parse(stdout);
    expect([exitCode, missing_deliveries.length, late_deliveries]).toEqual([0, 1, []]);
    const out = (name: string) => readFile(join(folder, 'out/2026-09', name), 'utf8');
    expect(JSON.parse(await out('summary.json')).missing_deliveries).toEqual(missing_deliveries);
    expect(await out('summary.html')).toContain('logins: no rows of 2026-09-05.');
  });

  it('does not issue if it is strict, names them all, and issues once they are there', async () => {
    const folder = await workspaceOf(rule('{ every: day }'), files, 'strict: true\n');
    const refused = await bill(folder);
    const { error, missing_deliveries, refusals } = JSON.parse(refused.stdout);
    expect([refused.exitCode, error.message.split('\n').slice(0, 3)]).toEqual([
      4,
      [
        '2026-09 was not issued.',
        '1 delivery is missing or not as listed:',
        'logins: no rows of 2026-09-05.',
      ],
    ]);
    expect(missing_deliveries[0].day).toBe('2026-09-05');
    expect(refusals[0].code).toBe('deliveries-missing');
    expect(await warehouseRows(folder, 'select number from invoices')).toEqual([]);
    await writeFiles(folder, {
      'logs/logins/5.csv': csv(headers.logins, ['2026-09-05T10:00:00+08:00,a1,u1']),
    });
    const issued = await bill(folder);
    expect([issued.exitCode, JSON.parse(issued.stdout).issued]).toEqual([0, true]);
  });

  it('follows --strict and --no-strict before strict in imbill.yaml', async () => {
    const folder = await workspaceOf(rule('{ every: day }'), files);
    expect((await bill(folder, '--strict')).exitCode).toBe(4);
    const strict = await workspaceOf(rule('{ every: day }'), files, 'strict: true\n');
    expect((await bill(strict, '--no-strict')).exitCode).toBe(0);
    // Nothing is to be issued any more, so nothing is refused.
    expect((await bill(strict)).exitCode).toBe(0);
  });

  it('says in the summary of a correction what is missing now', async () => {
    const folder = await workspaceOf(rule('{ every: day, from: 2026-09-01 }'), files);
    await bill(folder);
    await writeFiles(folder, {
      'logs/logins/5.csv': csv(headers.logins, ['2026-09-05T10:00:00+08:00,a1,u1']),
      'accounts/purchases.csv': csv('order_id,app_id,sku,purchased_at,months', []),
    });
    await load(folder);
    await correct(folder, '2026-09');
    const summary = await readFile(join(folder, 'out/2026-09/summary.json'), 'utf8');
    expect(JSON.parse(summary).missing_deliveries).toBeUndefined();
  });

  it('changes no document of a month that was issued before there were rules', async () => {
    const texts = { customers: ['acme,Acme,a1'], files: loginFile() };
    const folder = await issuedWorkspace(texts);
    const summary = await readFile(join(folder, 'out/2026-09/summary.json'), 'utf8');
    await writeFiles(folder, {
      'imbill.yaml': `price_list: tencent-im\nstrict: true\nsources: { logins: ${rule('{ every: hour, from: 2026-09-01 }')} }\n`,
    });
    const { exitCode, stdout } = await bill(folder);
    const { missing_deliveries, load } = JSON.parse(stdout);
    expect([exitCode, load.files, missing_deliveries.length]).toEqual([0, 0, 690]);
    expect(await readFile(join(folder, 'out/2026-09/summary.json'), 'utf8')).toBe(summary);
  });
});
