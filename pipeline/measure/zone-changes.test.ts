import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addZone, type Zone, zoneHash, zoneOf } from '../../src/calendar/zone.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { load, run, verify, warehouseRows } from '../../src/testing/jobs.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';

const logins = (...times: string[]) =>
  csv(
    headers.logins,
    times.map((time, index) => `${time},a1,u${index}`),
  );
const purchases = ['o1,a1,pro,2026-09-01,2'];

describe('the zone data that a document was made with', () => {
  let folder: string;
  let shanghai: Zone;

  beforeAll(async () => {
    folder = await writeWorkspace({
      purchases,
      files: { 'logs/logins/a.csv': logins('2026-09-10T23:30:00+08:00', '2026-10-10T12:00:00Z') },
    });
    expect((await run(folder, '2026-09')).zoneChanged).toEqual([]);
    shanghai = zoneOf('Asia/Shanghai');
  });
  afterEach(() => addZone(shanghai));

  const versions = `select json_extract_string(content, '$.versions.time_zone_sha256') from facts where kind = 'content'`;

  it('is kept with it: the offsets until the end of its month', async () => {
    expect(await warehouseRows(folder, versions)).toEqual([[zoneHash(shanghai)]]);
    const { stdout } = await imbill([
      'invoice',
      'explain',
      'INV-2026-000001',
      '--workspace',
      folder,
    ]);
    expect(stdout).toMatch(
      new RegExp(
        `\\nCalculated by imbill \\S+ with DuckDB v\\S+, days of Asia/Shanghai \\(zone data ${zoneHash(shanghai).slice(0, 12)}\\)\\n$`,
      ),
    );
  });

  it('is no other one where only a later month has other clocks', async () => {
    addZone({
      ...shanghai,
      changes: [{ at: Date.parse('2026-10-01T00:00:00Z') / 1000, east: 32_400 }],
    });
    expect((await run(folder, '2026-09')).zoneChanged).toEqual([]);
  });

  it('is told where it is another one, and nothing is changed', async () => {
    addZone({
      ...shanghai,
      changes: [{ at: Date.parse('2026-09-05T00:00:00Z') / 1000, east: 32_400 }],
    });
    const { zoneChanged, outdated } = await run(folder, '2026-10');
    expect([zoneChanged, outdated]).toEqual([['2026-09'], []]);
    expect((await verify(folder)).differences).toEqual([]);
  });
});

it('takes another name of the same zone for what was loaded, and no other zone', async () => {
  const files = { 'logs/logins/a.csv': logins('2026-09-10T12:00:00Z') };
  const settings = (zone: string) =>
    `timezone: ${zone}\nsources: { logins: { files: "logs/**/*.csv" } }\n`;
  const folder = await writeWorkspace({ settings: settings('PRC'), files });
  await load(folder);
  await writeFiles(folder, { 'imbill.yaml': settings('Asia/Shanghai') });
  expect(await load(folder)).toMatchObject({ files: 0, known: 1 });
  await writeFiles(folder, { 'imbill.yaml': settings('Asia/Tokyo') });
  await expect(load(folder)).rejects.toThrow(
    'imbill.yaml: timezone is "Asia/Tokyo", but the files of this workspace were loaded with "Asia/Shanghai".',
  );
});

describe('lines of the future', () => {
  it('are rejected when they are loaded, and when the files are counted anew later', async () => {
    // The clock of these tests says 2050-01-01T00:00:00Z; a day more is accepted.
    const folder = await writeWorkspace({
      settings:
        'rejects: { max_share: 1, max_future: 1d }\nsources: { logins: { files: "logs/**/*.csv" } }\n',
      purchases: ['o1,a1,pro,2050-01-01,1'],
      files: {
        'logs/logins/a.csv': logins('2050-01-01T23:59:59Z', '2050-01-02T00:00:00Z'),
        'logs/logins/b.csv': csv(headers.logins, ['2050-01-01T10:00:00Z,a1,u9']),
      },
    });
    const { load: loaded, invoices } = await run(folder, '2050-01', 1, {
      incompleteReason: 'a test',
    });
    expect([loaded.accepted, loaded.rejected]).toEqual([2, 1]);
    expect(loaded.first_rejects.map(({ reason }) => reason)).toEqual([
      'is in the future: 2050-01-02T00:00:00Z was the end of what rejects.max_future accepts when the file was loaded',
    ]);
    // One user on 2050-01-01 and one on 2050-01-02, as the day begins at 16:00:00Z.
    expect(invoices[0]!.lines.find(({ sku }) => sku === 'dau')?.usage).toBe('1');
    for (const from of ['--from-files', '--from-raw'])
      expect(
        await imbill(['invoice', 'regenerate', 'INV-2050-000001', from, '--workspace', folder]),
      ).toMatchObject({ exitCode: 0 });
  });
});
