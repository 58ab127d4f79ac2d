import { appendFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeLoad } from '../../src/command-line/print/load.ts';
import { load, loadAgain, run, verify, warehouseRows, withdraw } from '../../src/testing/jobs.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';

/** Rows of what counts: by a query over segments that are not withdrawn. */
async function counting(folder: string, source: string, columns: string) {
  const segments = await warehouseRows(
    folder,
    `select segments.path from segments inner join batches using (batch_id)
     where withdrawn_sequence_number is null and segments.source = '${source}' order by segments.path`,
  );
  if (segments.length === 0) return [];
  const paths = segments.map(([path]) => `'${join(folder, String(path))}'`).join(', ');
  return warehouseRows(
    folder,
    `select ${columns} from read_parquet([${paths}], hive_partitioning = false) order by all`,
  );
}

const users = (folder: string) => counting(folder, 'logins', 'distinct app_id, user_id');
const slots = (folder: string) => counting(folder, 'bandwidth', 'app_id, node, mbps');
const batches = (folder: string) =>
  warehouseRows(
    folder,
    'select batch_id, path, withdrawn_sequence_number is null from batches order by all',
  );
const audit = (folder: string) =>
  warehouseRows(
    folder,
    "select action, subject, reason from audit where action <> 'issue' order by entry",
  );

const slot = (minute: string, mbps: number) => `2026-09-07T00:${minute}:00+08:00,a1,${mbps}`;
const login = (user: string) => `2026-09-07T00:00:00+08:00,a1,${user}`;
const sources = (logins: string, bandwidth = '{ files: "logs/bandwidth/**/*" }') =>
  `sources:\n  logins: ${logins}\n  bandwidth: ${bandwidth}\n`;

describe('load of the same bytes under two entries', () => {
  const one = (name: string, more: string) => `{ files: "logs/${name}/*", constants: { ${more} } }`;

  it('takes both in, each with the constants of its entry', async () => {
    const logins = 'time,user_id\n2026-09-07T00:00:00Z,u1\n';
    const rate = 'time,app_id,mbps\n2026-09-07T00:00:00Z,a1,100\n';
    const folder = await writeWorkspace({
      settings: sources(
        `[${one('l1', 'app_id: a1')}, ${one('l2', 'app_id: a2')}]`,
        `[${one('n1', 'node: n1')}, ${one('n2', 'node: n2')}]`,
      ),
      files: {
        'logs/l1/a.csv': logins,
        'logs/l2/a.csv': logins,
        'logs/n1/a.csv': rate,
        'logs/n2/a.csv.gz': rate,
      },
    });
    expect(await load(folder)).toMatchObject({ files: 4, duplicates: 0 });
    expect(await users(folder)).toEqual([
      ['a1', 'u1'],
      ['a2', 'u1'],
    ]);
    expect(await slots(folder)).toEqual([
      ['a1', 'n1', '100'],
      ['a1', 'n2', '100'],
    ]);
    expect(await load(folder)).toMatchObject({ files: 0, known: 4 });
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('names both bandwidth files where nothing tells their nodes apart', async () => {
    const rate = csv(headers.bandwidth, [slot('00', 100)]);
    const folder = await writeWorkspace({
      files: {
        'logs/bandwidth/n1/a.csv': rate,
        'logs/bandwidth/n2/a.csv': rate,
        'logs/bandwidth/n3/a.csv': `${headers.bandwidth},node\n${slot('00', 1)},n3\n`,
        'logs/bandwidth/n3/b.csv': `${headers.bandwidth},node\n${slot('00', 1)},n3\n`,
      },
    });
    const loaded = await load(folder);
    expect(loaded.same_content).toEqual([
      { path: 'logs/bandwidth/n2/a.csv', same_as: 'logs/bandwidth/n1/a.csv' },
    ]);
    expect(describeLoad(loaded)).toContain(
      'logs/bandwidth/n2/a.csv has the content of logs/bandwidth/n1/a.csv; they count once. If they belong to two nodes, give each an entry of its own with constants: { node: NAME }.\n',
    );
  });
});

describe('load of a file that grew', () => {
  it.each(['csv', 'csv.gz', 'ndjson'])('counts each line once: %s', async (extension) => {
    const path = `logs/bandwidth/a.${extension}`;
    const lines = (...rows: [string, number][]) =>
      extension === 'ndjson'
        ? rows.map(([minute, mbps]) => `${json(minute, mbps)}\n`).join('')
        : csv(
            headers.bandwidth,
            rows.map(([minute, mbps]) => slot(minute, mbps)),
          );
    const json = (minute: string, mbps: number) =>
      JSON.stringify({
        time: `2026-09-07T00:${minute}:00+08:00`,
        app_id: 'a1',
        mbps: String(mbps),
      });
    const folder = await writeWorkspace({ files: { [path]: lines(['00', 100]) } });
    await load(folder);
    await writeFiles(folder, { [path]: lines(['00', 100], ['05', 90]) });
    const loaded = await load(folder);
    expect(loaded).toMatchObject({ files: 1, changed: [], grown: [{ path, lines: 1 }] });
    expect(describeLoad(loaded)).toContain(`Grown since the last load: ${path}; 1 more lines.\n`);
    expect(await slots(folder)).toEqual([
      ['a1', null, '100'],
      ['a1', null, '90'],
    ]);
    // The earlier state leaves nothing behind, not even in the lake once the next load ran.
    expect(await batches(folder)).toEqual([[2n, path, true]]);
    await writeFiles(folder, { [path]: lines(['00', 100], ['05', 90], ['10', 80]) });
    await load(folder);
    expect((await slots(folder)).length).toBe(3);
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('takes back a last line that was written in part', async () => {
    const path = 'logs/logins/a.csv';
    const whole = csv(headers.logins, [login('u1'), login('user_123456')]);
    const folder = await writeWorkspace({
      files: { [path]: whole.slice(0, whole.indexOf('23456')) },
    });
    await load(folder);
    expect(await users(folder)).toEqual([
      ['a1', 'u1'],
      ['a1', 'user_1'],
    ]);
    await writeFiles(folder, { [path]: whole });
    await load(folder);
    expect(await users(folder)).toEqual([
      ['a1', 'u1'],
      ['a1', 'user_123456'],
    ]);
  });

  it('knows a file that was renamed and grew', async () => {
    const folder = await writeWorkspace({
      files: { 'logs/bandwidth/now.csv': csv(headers.bandwidth, [slot('00', 100)]) },
    });
    await load(folder);
    const path = 'logs/bandwidth/2026-09-07.csv';
    await rename(join(folder, 'logs/bandwidth/now.csv'), join(folder, path));
    await appendFile(join(folder, path), `${slot('05', 90)}\n`);
    expect(await load(folder)).toMatchObject({
      grown: [{ path, lines: 1 }],
      changed: [],
      gone: [],
    });
    expect((await slots(folder)).map(([, , mbps]) => mbps)).toEqual(['100', '90']);
    expect(await warehouseRows(folder, 'select path from deliveries')).toEqual([[path]]);
  });

  it('announces only the issued months whose rows are others, and keeps what documents are made from', async () => {
    const path = 'logs/logins/all.csv';
    const september = [login('u1'), login('u2')];
    const folder = await writeWorkspace({
      purchases: ['o1,a1,pro,2026-09-02,2'],
      files: { [path]: csv(headers.logins, september) },
    });
    await run(folder, '2026-09');
    const october = '2026-10-02T00:00:00+08:00,a1,u1';
    await writeFiles(folder, { [path]: csv(headers.logins, [...september, october]) });
    expect(await load(folder)).toMatchObject({ late: [], grown: [{ path, lines: 1 }] });
    expect(await audit(folder)).toEqual([['replace', 'batch 1', `${path} grew (batch 2)`]]);
    await writeFiles(folder, { [path]: csv(headers.logins, [...september, october, login('u3')]) });
    expect(await load(folder)).toMatchObject({ late: [{ month: '2026-09', files: [path] }] });
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('leaves withdrawn what a person withdrew, and says so', async () => {
    const path = 'logs/bandwidth/a.csv';
    const folder = await writeWorkspace({
      files: { [path]: csv(headers.bandwidth, [slot('00', 100)]) },
    });
    await load(folder);
    await withdraw(folder, path, 'withdraw', 'a test of the collector');
    await writeFiles(folder, { [path]: csv(headers.bandwidth, [slot('00', 100), slot('05', 90)]) });
    expect((await load(folder)).withdrawn).toEqual([
      { path, batch_id: 2, reason: 'a test of the collector' },
    ]);
    expect(await slots(folder)).toEqual([]);
    await withdraw(folder, path, 'restore');
    expect((await slots(folder)).length).toBe(2);
    expect((await verify(folder)).differences).toEqual([]);
  });
});

describe('load of a file that holds other content', () => {
  const path = 'logs/bandwidth/a.csv';
  const rate = (mbps: number) => csv(headers.bandwidth, [slot('00', mbps)]);

  it('replaces what it held, and takes it back where it has it again', async () => {
    const folder = await writeWorkspace({ files: { [path]: rate(100) } });
    await load(folder);
    await writeFiles(folder, { [path]: rate(90) });
    const loaded = await load(folder);
    expect(loaded).toMatchObject({ changed: [path], replaced: [{ path, batch_id: 1 }] });
    expect(describeLoad(loaded)).toContain(
      `${path} has other content now; its earlier content (batch 1) no longer counts. If both are right, imbill load --restore 1 --reason TEXT makes the earlier one count too.\n`,
    );
    expect(await slots(folder)).toEqual([['a1', null, '90']]);
    await writeFiles(folder, { [path]: rate(100) });
    await load(folder);
    expect(await slots(folder)).toEqual([['a1', null, '100']]);
    expect(await audit(folder)).toEqual([
      ['replace', 'batch 1', `${path} now has other content (batch 2)`],
      ['replace', 'batch 2', `${path} now has other content (batch 1)`],
      ['restore', 'batch 1', `${path} has it again`],
    ]);
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('replaces nothing that another file holds: a log that is rotated', async () => {
    const at = (name: string) => join(folder, 'logs/bandwidth', name);
    const folder = await writeWorkspace({
      files: { [path]: rate(1), 'logs/bandwidth/a-1.csv': rate(2) },
    });
    await load(folder);
    await rename(at('a-1.csv'), at('a-2.csv'));
    await rename(at('a.csv'), at('a-1.csv'));
    await writeFiles(folder, { [path]: rate(3) });
    expect(await load(folder)).toMatchObject({ changed: [] });
    expect((await slots(folder)).map(([, , mbps]) => mbps)).toEqual(['1', '2', '3']);
    expect(await warehouseRows(folder, 'select path from batches order by path')).toEqual([
      ['logs/bandwidth/a-1.csv'],
      ['logs/bandwidth/a-2.csv'],
      ['logs/bandwidth/a.csv'],
    ]);
    expect(await audit(folder)).toEqual([]);
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('keeps what a file held where it is refused now', async () => {
    const folder = await writeWorkspace({ files: { [path]: rate(100) } });
    await load(folder);
    await writeFiles(folder, { [path]: `${rate(100)}half a li` });
    await expect(load(folder)).rejects.toThrow('line 3');
    expect(await slots(folder)).toEqual([['a1', null, '100']]);
    await writeFiles(folder, { [path]: csv(headers.bandwidth, [slot('00', 100), slot('05', 90)]) });
    await load(folder);
    expect((await slots(folder)).length).toBe(2);
  });

  it('announces an issued month that lost its rows, and counts it anew', async () => {
    const folder = await writeWorkspace({
      purchases: ['o1,a1,pro,2026-09-02,2'],
      files: { [path]: rate(100) },
    });
    await run(folder, '2026-09');
    await writeFiles(folder, {
      [path]: csv(headers.bandwidth, ['2026-10-07T00:00:00+08:00,a1,100']),
    });
    expect((await load(folder)).late).toEqual([{ month: '2026-09', files: [path] }]);
    const left = await warehouseRows(
      folder,
      "select count(*) from daily_usage where metric like 'bandwidth%'",
    );
    expect(left).toEqual([[0n]]);
  });
});

describe('load after an entry was changed', () => {
  const path = 'logs/logins/a.csv';
  const entry = (column: string, zone: string) =>
    sources(`{ files: "logs/logins/*", columns: { user_id: ${column} }, time_zone: ${zone} }`);
  const files = {
    [path]: 'time,app_id,device,uid\n2026-09-05 20:00:00,a1,d1,u1\n2026-09-05 20:00:00,a1,d1,u2\n',
  };
  const days = (folder: string) => counting(folder, 'logins', 'distinct usage_date, user_id');

  it('reads its files anew, and says so', async () => {
    const folder = await writeWorkspace({ settings: entry('device', 'UTC'), files });
    await load(folder);
    expect(await days(folder)).toEqual([['2026-09-06', 'd1']]);
    await writeFiles(folder, { 'imbill.yaml': entry('uid', 'Asia/Shanghai') });
    const loaded = await load(folder);
    expect(loaded.read_again).toEqual([{ path, because: 'settings', has_other_rows: true }]);
    expect(describeLoad(loaded)).toContain(
      `Read again, because their entry in imbill.yaml changed: 1 file; other rows now replace the earlier ones: ${path}.\n`,
    );
    expect(await days(folder)).toEqual([
      ['2026-09-05', 'u1'],
      ['2026-09-05', 'u2'],
    ]);
    expect(await audit(folder)).toEqual([
      [
        'replace',
        'batch 1',
        `${path} was read again because its entry in imbill.yaml changed (batch 2)`,
      ],
    ]);
    await writeFiles(folder, { 'imbill.yaml': entry('device', 'UTC') });
    await load(folder);
    expect(await days(folder)).toEqual([['2026-09-06', 'd1']]);
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('replaces nothing where the rows are the same', async () => {
    const plain = sources('{ files: "logs/logins/*" }');
    const folder = await writeWorkspace({
      settings: plain,
      files: { [path]: csv(headers.logins, [login('u1')]) },
    });
    await load(folder);
    await writeFiles(folder, {
      'imbill.yaml': sources('{ files: "logs/logins/*", time_zone: UTC }'),
    });
    const loaded = await load(folder);
    expect(loaded.read_again).toEqual([{ path, because: 'settings', has_other_rows: false }]);
    expect(await batches(folder)).toEqual([[1n, path, true]]);
    expect(await load(folder)).toMatchObject({ known: 1, read_again: [] });
  });

  it('reads a copy that is gone as the file that is there', async () => {
    const folder = await writeWorkspace({ settings: entry('device', 'UTC'), files });
    await load(folder);
    await rename(join(folder, path), join(folder, 'logs/logins/b.csv'));
    await load(folder);
    await writeFiles(folder, { 'imbill.yaml': entry('uid', 'UTC') });
    expect(await load(folder)).toMatchObject({ gone: [] });
    expect((await days(folder)).map(([, user]) => user)).toEqual(['u1', 'u2']);
  });

  it('names the files that are gone, with what to do, until it is done', async () => {
    const folder = await writeWorkspace({ settings: entry('device', 'UTC'), files });
    await load(folder);
    await rename(join(folder, path), join(folder, 'kept.csv'));
    await writeFiles(folder, { 'imbill.yaml': entry('uid', 'UTC') });
    for (let time = 0; time < 2; time++) {
      const loaded = await load(folder);
      expect(loaded.gone).toEqual([{ path, batch_id: 1, because: 'settings' }]);
      expect(describeLoad(loaded)).toContain(`Cannot be read again, as they are missing: ${path}.`);
    }
    await rename(join(folder, 'kept.csv'), join(folder, path));
    expect(await load(folder)).toMatchObject({ gone: [], read_again: [{ path }] });
    expect((await days(folder)).map(([, user]) => user)).toEqual(['u1', 'u2']);
  });

  it('keeps what was read where the new settings do not fit, and says what to do', async () => {
    const folder = await writeWorkspace({ settings: entry('device', 'UTC'), files });
    await load(folder);
    await writeFiles(folder, { 'imbill.yaml': entry('user', 'UTC') });
    await expect(load(folder)).rejects.toThrow(
      'It was read before with other settings, and the rows of that reading still count. If those settings were right, give the file an entry of its own with them in imbill.yaml.',
    );
    expect(await days(folder)).toEqual([['2026-09-06', 'd1']]);
  });

  it('takes files of another kind back where they were taken for one', async () => {
    const as = (kind: string) =>
      `sources:\n  ${kind}: { files: "logs/*", columns: { user_id: id, group_id: id } }\n`;
    const settings = as('logins').replace(', group_id: id', '');
    const folder = await writeWorkspace({
      settings,
      files: { 'logs/a.csv': 'time,app_id,id,event\n2026-09-07T00:00:00Z,a1,g1,created\n' },
    });
    await load(folder);
    await writeFiles(folder, { 'imbill.yaml': as('groups').replace('user_id: id, ', '') });
    await load(folder);
    expect(await users(folder)).toEqual([]);
    expect(await counting(folder, 'groups', 'group_id')).toEqual([['g1']]);
    expect((await verify(folder)).differences).toEqual([]);
  });
});

describe('load --again', () => {
  const path = 'logs/logins/a.csv';

  it('reads again what is asked for, and only counts it anew where the rows are others', async () => {
    const folder = await writeWorkspace({
      files: {
        [path]: csv(headers.logins, [login('u1')]),
        'logs/bandwidth/b.csv': csv(headers.bandwidth, [slot('00', 1)]),
      },
    });
    await load(folder);
    for (const again of ['logins', path, 'logs/logins/*.csv'])
      expect(await loadAgain(folder, again)).toMatchObject({
        known: 1,
        read_again: [{ path, because: 'asked', has_other_rows: false }],
      });
    // As if another DuckDB had written the segment, then as if an earlier imbill had read another day.
    await warehouseRows(folder, "update segments set sha256 = 'other' where source = 'logins'");
    expect(await loadAgain(folder, 'logins')).toMatchObject({
      read_again: [{ has_other_rows: false }],
    });
    await warehouseRows(
      folder,
      "update segments set usage_date = date '2026-09-06' where source = 'logins'",
    );
    await loadAgain(folder, 'logins', 'read by an earlier imbill');
    expect(await audit(folder)).toEqual([
      [
        'replace',
        expect.stringMatching(/^batch [12]$/),
        `${path} was read again (batch 3): read by an earlier imbill`,
      ],
    ]);
    const readings = 'select source, reading from batches order by all';
    expect(await warehouseRows(folder, readings)).toEqual([
      ['bandwidth', 1n],
      ['logins', 1n],
      ['logins', 2n],
    ]);
    expect((await users(folder)).length).toBe(1);
  });

  it('reads what a person withdrew only where it is named', async () => {
    const folder = await writeWorkspace({
      settings: sources('{ files: "logs/logins/*", columns: { user_id: device } }'),
      files: { [path]: 'time,app_id,device,uid\n2026-09-07T00:00:00Z,a1,d1,u1\n' },
    });
    await load(folder);
    await withdraw(folder, path, 'withdraw', 'wrong column');
    await writeFiles(folder, {
      'imbill.yaml': sources('{ files: "logs/logins/*", columns: { user_id: uid } }'),
    });
    const withdrawn = [{ path, batch_id: 1, reason: 'wrong column' }];
    expect((await load(folder)).withdrawn).toEqual(withdrawn);
    expect((await loadAgain(folder, 'logins')).withdrawn).toEqual(withdrawn);
    expect(await users(folder)).toEqual([]);
    await loadAgain(folder, path);
    expect(await users(folder)).toEqual([['a1', 'u1']]);
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('names files that are gone, and refuses what means none', async () => {
    const folder = await writeWorkspace({ files: { [path]: csv(headers.logins, [login('u1')]) } });
    await load(folder);
    await expect(loadAgain(folder, 'login')).rejects.toThrow(
      '--again "login" matches no file; did you mean logins?\nAccepted: logins, bandwidth, groups, daily; a path or a glob of delivered files, relative to the workspace.',
    );
    await rm(join(folder, path));
    expect((await loadAgain(folder, path)).gone).toEqual([{ path, batch_id: 1, because: 'asked' }]);
    expect(await users(folder)).toEqual([['a1', 'u1']]);
  });
});

describe('load of a workspace that an imbill before 0.3 made', () => {
  const path = 'logs/logins/a.csv';
  const logins = csv(headers.logins, [login('u1')]);

  /** As it was loaded then: nothing is known of entries. */
  async function loadedBefore(files: Record<string, string>, settings?: string): Promise<string> {
    const folder = await writeWorkspace({ files, ...(settings === undefined ? {} : { settings }) });
    await load(folder);
    for (const table of ['batches', 'deliveries'])
      await warehouseRows(folder, `update ${table} set entry_sha256 = ''`);
    return folder;
  }

  it('takes its files to be of the entries of now, without a word, and notices later changes', async () => {
    const folder = await loadedBefore({ [path]: logins });
    expect(await load(folder)).toMatchObject({ files: 0, known: 1, read_again: [] });
    const entries =
      "select entry_sha256 = '' from deliveries union all select entry_sha256 = '' from batches";
    expect(await warehouseRows(folder, entries)).toEqual([[false], [true]]);
    await writeFiles(folder, {
      'imbill.yaml': sources('{ files: "logs/logins/*", constants: { app_id: a2 } }'),
    });
    expect((await load(folder)).read_again).toHaveLength(1);
    expect(await users(folder)).toEqual([['a2', 'u1']]);
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('knows the content of a file that is gone under another name', async () => {
    const folder = await loadedBefore({ [path]: logins });
    await rm(join(folder, path));
    await writeFiles(folder, { 'logs/logins/b.csv.gz': logins });
    expect(await load(folder)).toMatchObject({ files: 1, duplicates: 1 });
    expect((await users(folder)).length).toBe(1);
  });

  it('reads anew what was taken for one content under two entries', async () => {
    const one = '{ files: "logs/a1/*" }';
    const folder = await loadedBefore(
      { 'logs/a1/a.csv': logins, 'logs/a2/a.csv': logins },
      sources(`[${one}, { files: "logs/a2/*" }]`),
    );
    await writeFiles(folder, {
      'imbill.yaml': sources(`[${one}, { files: "logs/a2/*", constants: { app_id: a2 } }]`),
    });
    expect(await batches(folder)).toHaveLength(1);
    await load(folder);
    expect(await users(folder)).toEqual([
      ['a1', 'u1'],
      ['a2', 'u1'],
    ]);
    expect((await verify(folder)).differences).toEqual([]);
  });
});
