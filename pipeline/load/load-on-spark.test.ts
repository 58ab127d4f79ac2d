import { appendFile, cp, readdir, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { UserError } from '../../src/base/errors.ts';
import { hashesBelow } from '../../src/testing/folder-bytes.ts';
import { copyOf } from '../../src/testing/issued-workspace.ts';
import { load, loadWith, verify, warehouseRows } from '../../src/testing/jobs.ts';
import { mixedAccounts, mixedLogs, splitFiles } from '../../src/testing/mixed-month.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';
import { builtPackage, type ClusterOptions, processCluster } from '../testing/process-cluster.ts';

/** Loads with the built worker in place of an executor's. */
async function loadThere(
  folder: string,
  options: Partial<ClusterOptions> = {},
  loadOptions: Parameters<typeof loadWith>[2] = {},
) {
  const spark = await processCluster({ shared: folder, ...options });
  const result = loadWith(
    folder,
    { spark, fileReading: { packageFolder: builtPackage() } },
    loadOptions,
  );
  return { spark, result: await result };
}

/** Everything that a load records, apart from the order in which files came. */
async function recorded(folder: string) {
  const queries = {
    batches:
      'select source, path, sha256, entry_sha256, reading, bytes, lines, headers, accepted, ignored, rejected, withdrawn_sequence_number is null from batches order by all',
    deliveries:
      'select source, path, sha256, entry_sha256, is_duplicate from deliveries order by all',
    segments: 'select path, sha256, lines, rows from segments order by all',
    rejects:
      'select source, path, batch_id is null, line_number, column_name, value, reason from rejects order by all',
    refused: 'select * from refused_files order by all',
  };
  const rows: Record<string, unknown[][]> = {};
  for (const [name, sql] of Object.entries(queries)) rows[name] = await warehouseRows(folder, sql);
  return { rows, lake: await hashesBelow(join(folder, '.imbill/lake')) };
}

/** Leaves out the ids of batches, which follow the order in which files were read. */
function withoutIds(result: object): unknown {
  return JSON.parse(JSON.stringify(result, (key, value) => (key === 'batch_id' ? 0 : value)));
}

/** Loads a workspace here and a copy of it on the cluster. */
async function both(folder: string) {
  const copy = await copyOf(folder);
  const outcome = (work: Promise<unknown>) => work.catch((error: Error) => error.message);
  const here = await outcome(load(folder));
  const there = await outcome(loadThere(copy).then(({ result }) => result));
  return { here, there, folder, copy };
}

const login = (user: string, day = '07') => `2026-09-${day}T00:00:00+08:00,a1,${user}`;
const logins = (...users: string[]) =>
  csv(
    headers.logins,
    users.map((user) => login(user)),
  );

/** Files that no reader may take for good ones. */
const broken: Record<string, string | Uint8Array> = {
  'logs/logins/bad-utf-8.csv': Buffer.concat([
    Buffer.from(logins('u1')),
    Buffer.from('2026-09-07T00:00:00Z,a1,'),
    Buffer.from([0xd6, 0xd0, 0x0a]),
  ]),
  'logs/logins/counts.csv': `${logins('u1')}1,2\n1,2,3,4,5\n${login('u2')}\n`,
  'logs/logins/cut.csv.gz': gzipSync(logins('u1', 'u2', 'u3')).subarray(0, -9),
  'logs/logins/empty.csv': '',
  'logs/logins/header-again.csv': `${logins('u1')}${logins('u2')}`,
  'logs/logins/line-break.csv': 'time,app_id,user_id\n2026-09-07T00:00:00Z,a1,"u\n1"\n',
  'logs/logins/no-column.csv': 'time,app,user\n1,2,3\n',
  'logs/logins/nul.csv': logins('u\0'),
  'logs/logins/open-quote.csv': `${logins('u1')}2026-09-07T00:00:00Z,a1,"u2\n${login('u3')}\n`,
  'logs/logins/records.json': JSON.stringify([{ time: 1788739200, app_id: 'a1', user_id: '用户' }]),
  'logs/logins/two-days.ndjson': `${[7, 8, 'x']
    .map((day) => JSON.stringify({ time: `2026-09-0${day}T01:00:00Z`, app_id: 'a1', user_id: 'é' }))
    .join('\n')}\n{"time":\n`,
  'logs/logins/utf-16.csv': Buffer.from(`\ufeff${logins('u1')}`, 'utf16le'),
  'logs/logins/不.parquet': 'time,app_id,user_id\n2026-09-07 00:00:00,a1,u1\n',
  'logs/logins/wrong.parquet': Buffer.from('PAR1 but not'),
};

describe('loadOnSpark', () => {
  it('records what a load on this machine records, from files of all formats', async () => {
    const folder = await writeWorkspace({ ...mixedAccounts, files: splitFiles(5) });
    const { here, there, copy } = await both(folder);
    expect(there).toEqual(here);
    expect(await recorded(copy)).toEqual(await recorded(folder));
    expect((await verify(copy)).differences).toEqual([]);
  });

  it('rejects and refuses what a load on this machine does, in its words', async () => {
    const settings = 'sources: { logins: { files: "logs/logins/*" } }\nrejects: { max_share: 1 }\n';
    const folder = await writeWorkspace({ settings, files: broken });
    const { here, there, copy } = await both(folder);
    expect(there).toEqual(here);
    const records = await recorded(copy);
    expect(records).toEqual(await recorded(folder));
    expect(records.rows['refused']!.length).toBeGreaterThan(3);
    expect(records.rows['rejects']!.length).toBeGreaterThan(3);
  });

  it.each(['presets', 'columns-and-zones', 'foreign-logs'])(
    'reads the entries of %s as this machine does',
    async (name) => {
      const folder = await copyOf(join(import.meta.dirname, '../../fixtures', name, 'input'));
      const { here, there, copy } = await both(folder);
      expect(there).toEqual(here);
      expect(await recorded(copy)).toEqual(await recorded(folder));
    },
  );

  it('writes the segments of a large file, one for each range and day', async () => {
    const { kind, header, rows } = mixedLogs[0]!;
    const folder = await writeWorkspace({
      ...mixedAccounts,
      files: { [`logs/${kind}/all.csv`]: csv(header, rows) },
    });
    const copy = await copyOf(folder);
    const fileReading = { rangeBytes: 4000, packageFolder: builtPackage() };
    const here = await loadWith(folder, { fileReading });
    const spark = await processCluster({ shared: copy });
    expect(await loadWith(copy, { spark, fileReading })).toEqual(here);
    const records = await recorded(copy);
    expect(records).toEqual(await recorded(folder));
    expect(Object.keys(records.lake).filter((name) => name.includes('-0002.'))).not.toEqual([]);
  });

  it('settles known, grown, changed, copied and asked files as this machine does', async () => {
    const folder = await writeWorkspace({
      files: {
        'logs/logins/changed.csv': logins('u1'),
        'logs/logins/grown.csv': logins('u2'),
        'logs/logins/moved.csv': logins('u3', 'u4'),
        'logs/logins/touched.csv': logins('u5'),
      },
    });
    const { copy } = await both(folder);
    for (const root of [folder, copy]) {
      const at = (name: string) => join(root, 'logs/logins', name);
      await writeFile(at('changed.csv'), logins('u6', 'u7'));
      await appendFile(at('grown.csv'), `${login('u8', '08')}\n`);
      await rename(at('moved.csv'), at('renamed.csv'));
      await utimes(at('touched.csv'), 1, 1);
      await cp(at('touched.csv'), at('copy.csv'));
    }
    const here = await load(folder);
    const { result, spark } = await loadThere(copy);
    expect(withoutIds(result)).toEqual(withoutIds(here));
    expect(result).toMatchObject({ changed: ['logs/logins/changed.csv'], duplicates: 2 });
    expect(spark.asked.length).toBe(5);
    expect((await recorded(copy)).rows).toEqual((await recorded(folder)).rows);
    const again = { again: 'logins', reason: 'asked' };
    const anew = withoutIds(await loadWith(folder, {}, again));
    expect(withoutIds((await loadThere(copy, {}, again)).result)).toEqual(anew);
    expect((await recorded(copy)).rows).toEqual((await recorded(folder)).rows);
  });

  it('loads files here that the executors do not see', async () => {
    const outside = await tempFolder();
    await writeFiles(outside, { 'logs/a.csv': logins('u1') });
    const folder = await writeWorkspace({
      settings: `sources: { logins: { files: ["logs/*", "${outside}/logs/*"] } }\n`,
      files: { 'logs/b.csv': logins('u2') },
    });
    const { spark, result } = await loadThere(folder);
    expect(result).toMatchObject({ files: 2, accepted: 2 });
    expect(spark.asked.map((line) => JSON.parse(line).name)).toEqual(['logs/b.csv']);
  });

  it('asks no executor if nothing is new, and none without the setting', async () => {
    const folder = await writeWorkspace({ files: { 'logs/logins/a.csv': logins('u1') } });
    const spark = await processCluster({ shared: folder });
    spark.settings = { ...spark.settings, load: false };
    expect(await loadWith(folder, { spark })).toMatchObject({ files: 1 });
    expect(spark.asked).toEqual([]);
    const { spark: other } = await loadThere(folder);
    expect(other.asked).toEqual([]);
  });

  it('keeps its own half-written files, and those of the cluster, out of the way', async () => {
    const folder = await writeWorkspace({
      settings: 'sources: { logins: { files: "logs/logins/*" } }\nrejects: { max_share: 0 }\n',
      files: { 'logs/logins/a.csv': `${logins('u1')}x,a1,u2\n` },
    });
    const scratch = join(folder, 'cluster-scratch');
    await expect(loadThere(folder, { scratch })).rejects.toThrow(/line 3/);
    expect(await readdir(scratch)).toEqual([]);
    expect(await readdir(join(folder, '.imbill/scratch'))).toEqual([]);
    expect(await hashesBelow(join(folder, '.imbill/lake'))).toEqual({});
  });

  it('notes the worker in the evidence of a month, and nothing without one', async () => {
    const folder = await writeWorkspace({ files: { 'logs/logins/a.csv': logins('u1') } });
    await loadThere(folder);
    const [[worker]] = (await warehouseRows(folder, 'select worker from load_workers')) as [
      [string],
    ];
    expect(JSON.parse(worker)).toEqual({
      imbill: expect.stringMatching(/^\d+\.\d+\.\d+/),
      duckdb: expect.stringMatching(/^v\d/),
      platform: `${process.platform}-${process.arch}`,
      code_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});

describe('loadOnSpark on a cluster that fails', () => {
  const files = { 'logs/logins/a.csv': logins('u1'), 'logs/logins/b.csv': logins('u2', 'u3') };
  let expected: Awaited<ReturnType<typeof recorded>>;

  beforeAll(async () => {
    const folder = await writeWorkspace({ files });
    await load(folder);
    expected = await recorded(folder);
  });

  /** Loads on a cluster whose answers are wrong, and then on a good one. */
  async function failing(options: Partial<ClusterOptions>): Promise<UserError> {
    const folder = await writeWorkspace({ files });
    const error = await loadThere(folder, options).catch((thrown: unknown) => thrown);
    expect(await warehouseRows(folder, 'select path from batches')).toEqual([]);
    expect(await warehouseRows(folder, 'select * from load_workers')).toEqual([]);
    await loadThere(folder);
    expect(await recorded(folder)).toEqual(expected);
    return error as UserError;
  }

  it('records nothing of a wave without an answer for each file', async () => {
    const error = await failing({ change: (answers) => answers.slice(1) });
    expect(error.exitCode).toBe(1);
    expect(error.message).toBe(
      'The workers did not answer for 1 of 2 files: logs/logins/a.csv.\nNothing of these files was recorded.\nRun the command again. If it happens again, set load: false in engine.spark: this machine then loads them.',
    );
  });

  it('records nothing if two answers for a file differ', async () => {
    const error = await failing({
      change: (answers) => [...answers, answers[0]!.replace(/"lines":\d+/, '"lines":7')],
    });
    expect(error.message).toMatch(
      /^The workers gave two different answers for logs\/logins\/a.csv/,
    );
  });

  it('records nothing of an answer for a file that nobody asked for', async () => {
    const change = (answers: string[]) => [...answers, answers[0]!.replace('"file":0', '"file":9')];
    expect((await failing({ change })).message).toMatch(
      /^The workers answered for a file that was not/,
    );
  });

  it('refuses another version of the worker', async () => {
    const change = (answers: string[]) =>
      answers.map((answer) => answer.replace(/"code_sha256":"..../, '"code_sha256":"0000'));
    const error = await failing({ change });
    expect(error.exitCode).toBe(3);
    expect(error.message).toMatch(
      /^A worker on the cluster is imbill \S+ \(code 0000\w+\) with DuckDB/,
    );
  });

  it('refuses segments that this machine does not see', async () => {
    const change = (answers: string[]) =>
      answers.map((answer) => answer.replace(/"bytes":(\d+)\}/, '"bytes":1$1}'));
    const error = await failing({ change });
    expect(error.exitCode).toBe(1);
    expect(error.message).toMatch(
      /this machine sees \d+ bytes\.\nAccepted: a folder engine\.spark\.shared/,
    );
  });

  it('refuses segments in a place of another batch', async () => {
    const change = (answers: string[]) =>
      answers.map((answer) => answer.replace(/\.parquet"/, 'f.parquet"'));
    expect((await failing({ change })).message).toMatch(
      /^A worker placed rows of logs\/logins\/a\.csv at/,
    );
  });

  it('says why a worker cannot start', async () => {
    const script = `cat >/dev/null; echo '{"failed":"node-7 cannot start Node.js"}'`;
    const error = await failing({ script });
    expect(error.exitCode).toBe(1);
    expect(error.message).toMatch(
      /^The worker cannot run on the cluster: node-7 cannot start Node\.js\.\n/,
    );
  });

  it('passes on what Spark says of a worker that fails in each try', async () => {
    const error = await failing({ script: 'echo no disk >&2; exit 3', tries: 2 });
    expect(error.message).toBe('Subprocess exited with status 3. Error: no disk\n');
  });

  it('records each file once if a task is killed, tried again, and run twice at once', async () => {
    const folder = await writeWorkspace({ ...mixedAccounts, files: splitFiles(4) });
    const expected = await copyOf(folder);
    const here = await load(expected);
    // The first try of each task is killed after its first answer.
    const marks = await tempFolder();
    const script = `mark=$(mktemp -u '${marks}/XXXXXX'); lines=$(cat)
      key=$(printf '%s' "$lines" | cksum | tr ' ' -)
      if mkdir '${marks}/'$key 2>/dev/null; then
        printf '%s\\n' "$lines" | "$worker" | head -n 1; exit 137
      fi
      printf '%s\\n' "$lines" | "$worker"`;
    const { result } = await loadThere(folder, { script, tries: 2, copies: 2 });
    expect(result).toEqual(here);
    expect(await recorded(folder)).toEqual(await recorded(expected));
    expect((await readdir(marks)).length).toBe(2);
  });

  it('does not use other bytes under the name of a segment, nor replace them', async () => {
    const folder = await writeWorkspace({ files });
    const expected = await copyOf(folder);
    await load(expected);
    const [[path]] = (await warehouseRows(
      expected,
      "select segments.path from segments inner join batches using (batch_id) where batches.path like '%a.csv'",
    )) as [[string]];
    const place = join(folder, path);
    const { spark, run } = await plantedCluster(folder, place);
    const error = await run().catch((thrown: unknown) => thrown);
    expect((error as UserError).message).toMatch(
      new RegExp(`^The lake has another file as .*${path.slice(-20)}`),
    );
    expect(await warehouseRows(folder, 'select path from batches')).toEqual([]);
    expect(spark.asked.length).toBe(2);
    await loadThere(folder);
    expect(await recorded(folder)).toEqual(await recorded(expected));
  });
});

/** A cluster on which another version of the worker leaves a segment after the load began. */
async function plantedCluster(folder: string, place: string) {
  const spark = await processCluster({
    shared: folder,
    script: `mkdir -p '${join(place, '..')}'; [ -e '${place}' ] || echo other > '${place}'; exec "$worker"`,
  });
  const effects = { spark, fileReading: { packageFolder: builtPackage() } };
  return { spark, run: () => loadWith(folder, effects) };
}
