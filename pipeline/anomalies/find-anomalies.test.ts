import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { daysOfMonth } from '../../src/calendar/month.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { run, verify, warehouseRows, withdraw } from '../../src/testing/jobs.ts';
import { snapshotRows } from '../../src/testing/snapshot-rows.ts';
import {
  csv,
  defaultSettings,
  headers,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';

const month = '2026-09';
const days = daysOfMonth(month);

/** 36 users, each with a login in hour 0, 4, 8, … after the user's own: six logins in each hour. */
function loginsOf(day: string, isKept: (user: number, hour: number) => boolean): string {
  const lines = Array.from({ length: 36 }, (_, user) => user).flatMap((user) =>
    [0, 4, 8, 12, 16, 20]
      .map((hour) => hour + (user % 4))
      .filter((hour) => isKept(user, hour))
      .map((hour) => `${day}T${String(hour).padStart(2, '0')}:${10 + user}:00+08:00,a1,u${user}`),
  );
  return csv(headers.logins, lines);
}

/** A month with one user on the 14th, and without logins from 8 to 14 o'clock on the 22nd. */
function monthOfLogins(): Record<string, string> {
  const kept = (day: string) => (user: number, hour: number) => {
    if (day === '2026-09-14') return user === 0;
    return day !== '2026-09-22' || hour < 8 || hour >= 14;
  };
  return Object.fromEntries(
    days.map((day) => [`logs/logins/${day}.csv`, loginsOf(day, kept(day))]),
  );
}

const drop = 'a1 had 1 users on 2026-09-14; 36 are usual for this weekday.';
const gap = 'a1 had 0 logins on 2026-09-22 from 08:00 to 14:00; 54 are usual on this weekday.';

let folder: string;
beforeAll(async () => {
  folder = await writeWorkspace({
    purchases: ['o1,a1,pro,2026-09-01,1'],
    files: monthOfLogins(),
  });
});

const messages = async () => (await run(folder, month)).anomalies.map(({ message }) => message);

describe('a run', () => {
  it('finds what looks wrong, and shows it everywhere', async () => {
    const preview = await imbill(['preview', '--month', month, '--workspace', folder]);
    expect(preview.stdout).toContain(
      [
        `2 things look wrong in ${month}:`,
        `? ${drop} (dau-drop)`,
        `  ${'█'.repeat(13)}▁${'█'.repeat(16)}`,
        `? ${gap} (hours-without-logins)`,
        `  ${'█'.repeat(13)}▁${'█'.repeat(16)}`,
      ].join('\n'),
    );
    const { anomalies, summary } = await run(folder, month);
    const users = days.map((day) => (day === '2026-09-14' ? '1' : '36'));
    const ofApp = { month, metric: 'dau', app_id: 'a1', subject: 'a1', days: users };
    expect(anomalies).toEqual([
      {
        ...{ code: 'dau-drop', ...ofApp, day: '2026-09-14', hour: null },
        ...{ value: '1', expected: '36', message: drop },
      },
      {
        ...{ code: 'hours-without-logins', ...ofApp, day: '2026-09-22', hour: 8 },
        ...{ value: '0', expected: '54', message: gap },
      },
    ]);
    expect(summary.anomalies).toEqual(anomalies);
    const read = (name: string) => readFile(join(folder, 'out', month, name), 'utf8');
    expect(JSON.parse(await read('summary.json')).anomalies).toEqual(anomalies);
    expect(await read('summary.html')).toContain(drop);
    const shown = await snapshotRows(folder, 'select code, hour, value, message from anomalies');
    expect(shown.map((row) => row.map(String))).toEqual([
      ['dau-drop', 'null', '1.000000000', drop],
      ['hours-without-logins', '8', '0.000000000', gap],
    ]);
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('looks again only after a change of the inputs', async () => {
    await warehouseRows(
      folder,
      "update anomalies set message = 'as found before' where hour is null",
    );
    expect(await messages()).toEqual(['as found before', gap]);
    await writeFile(
      join(folder, 'imbill.yaml'),
      `${defaultSettings}anomalies: { dau-drop: off, hours-without-logins: { least: 54 } }\n`,
    );
    expect(await messages()).toEqual([gap]);
    await writeFile(
      join(folder, 'imbill.yaml'),
      `${defaultSettings}anomalies: { hours-without-logins: { least: 55 } }\n`,
    );
    expect(await messages()).toEqual([drop]);
    await writeFile(join(folder, 'imbill.yaml'), `${defaultSettings}anomalies: off\n`);
    expect(await messages()).toEqual([]);
    await writeFile(join(folder, 'imbill.yaml'), defaultSettings);
    expect(await messages()).toEqual([drop, gap]);
  });

  it('counts the hours of a day again when its files change', async () => {
    await withdraw(folder, 'logs/logins/2026-09-22.csv');
    await writeFiles(folder, { 'logs/logins/again.csv': loginsOf('2026-09-22', () => true) });
    expect(await messages()).toEqual([drop]);
    await withdraw(folder, 'logs/logins/again.csv');
    // A day without any file is a day without users, and none of its hours is odd.
    const odd = await run(folder, month);
    expect(odd.anomalies.map(({ code, day }) => [code, day])).toEqual([
      ['dau-drop', '2026-09-14'],
      ['source-silent', '2026-09-22'],
    ]);
    await withdraw(folder, 'logs/logins/2026-09-22.csv', 'restore');
    expect(await messages()).toEqual([drop, gap]);
  });

  it('keeps the counts of days whose raw rows are gone', async () => {
    const before = await warehouseRows(folder, 'select count(*) from activity');
    await rm(join(folder, '.imbill/lake/logins'), { recursive: true });
    expect(await messages()).toEqual([drop, gap]);
    expect(await warehouseRows(folder, 'select count(*) from activity')).toEqual(before);
  });
});

describe('logins of which no times are kept', () => {
  it('have daily anomalies only', async () => {
    const settings = defaultSettings.replaceAll('{ files', '{ keep: none, files');
    const other = await writeWorkspace({ settings, files: monthOfLogins() });
    expect((await run(other, month)).anomalies.map(({ message }) => message)).toEqual([drop]);
  });
});

const risen = `-- An app with many users.
-- metric: dau
-- message: {app_id} had {value} users on {day} ({weekday}).
-- $least = '30': fewest users
select app_id, usage_date, dayname(usage_date) as weekday, quantity as value, 0 as expected
from app_days
where metric = 'dau' and is_judged and quantity >= cast($least as integer) and day(usage_date) = 3`;

const broken: Record<string, string> = {
  'columns.sql': 'select 1 as value',
  'day.sql': "select 'a1' as subject, date '2026-08-31' as usage_date, 1 as value, 2 as expected",
  'double.sql': "select 'a1' as subject, 1e300::double as value, 2 as expected",
  'files.sql': "select * from read_csv('/etc/passwd')",
  'many.sql': "select 'a1' as subject, range as value, 0 as expected from range(1001)",
  'placeholder.sql': "-- message: {nothing}\nselect 'a1' as subject, 1 as value, 2 as expected",
  'relation.sql': 'select * from invoices',
  'two.sql': 'select 1; select 2',
  'write.sql': 'delete from bills',
  'dau_drop.sql': 'select 1',
};

describe('files of anomalies/', () => {
  it('are kinds of their own', async () => {
    const other = await writeWorkspace({
      files: { ...monthOfLogins(), 'anomalies/many_users.sql': risen },
    });
    const { anomalies, anomaly_problems } = await run(other, month);
    expect(anomaly_problems).toEqual([]);
    expect(anomalies.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      `dau-drop: ${drop}`,
      `hours-without-logins: ${gap}`,
      'many-users: a1 had 36 users on 2026-09-03 (Thursday).',
    ]);
    const example = /```sql\n([^`]+is_judged and before[^`]+)```/.exec(
      await readFile(join(import.meta.dirname, '../../docs/extend.md'), 'utf8'),
    )![1]!;
    await writeFiles(other, { 'anomalies/group_jump.sql': example });
    expect((await run(other, month)).anomaly_problems).toEqual([]);
  });

  it('that are broken are named, and change nothing', async () => {
    const files = Object.entries(broken).map(([name, text]) => [`anomalies/${name}`, text]);
    const other = await writeWorkspace({
      purchases: ['o1,a1,pro,2026-09-01,1'],
      files: { ...monthOfLogins(), ...Object.fromEntries(files) },
    });
    const { anomalies, anomaly_problems, newNumbers } = await run(other, month);
    expect(newNumbers).toHaveLength(1);
    expect(anomalies.map(({ message }) => message)).toEqual([drop, gap]);
    expect(
      anomaly_problems.map(({ path, message }) => `${path}: ${message.split('\n')[0]}`),
    ).toEqual([
      'anomalies/dau_drop.sql: The name dau-drop is that of a kind that comes with imbill.',
      'anomalies/columns.sql: It has no column expected, subject.',
      'anomalies/day.sql: usage_date is 2026-08-31, not a day of 2026-09',
      'anomalies/double.sql: value is 1e+300, not a number of at most 29 digits and 9 decimals; use cast(… as decimal(38, 9))',
      'anomalies/files.sql: The function read_csv is not available here: it could reach files, settings or the database itself.',
      'anomalies/many.sql: It gives more than 1000 rows.',
      'anomalies/placeholder.sql: Its message names {nothing}, which is no column.',
      'anomalies/relation.sql: Catalog Error: Table with name invoices does not exist!',
      'anomalies/two.sql: This is not one query that only reads.',
      'anomalies/write.sql: This is not one query that only reads.',
    ]);
    expect((await run(other, month)).anomaly_problems).toEqual(anomaly_problems);
    const { stdout } = await imbill(['preview', '--month', month, '--workspace', other]);
    expect(stdout).toContain('Not looked for: anomalies/two.sql: ');
  });
});
