import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentProgress } from '../../src/base/progress.ts';
import { runCommand } from '../../src/command-line/testing/run-command.ts';
import { type ObjectStore, startStore, storeKeys } from '../../src/fetch/testing/object-store.ts';
import { assertJsonSchema } from '../../src/testing/json-schemas.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';

let store: ObjectStore;
let workspace: string;
let written: string[];

beforeEach(async () => {
  store = await startStore();
  workspace = await tempFolder();
  await useEntry({});
  vi.stubEnv('AWS_ACCESS_KEY_ID', storeKeys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', storeKeys.secretAccessKey);
});

afterEach(() => store.close());

/** Writes imbill.yaml with an entry of fetch; keys replace those of a working one. */
async function useEntry(keys: Record<string, unknown>): Promise<void> {
  const entry = {
    from: 's3://im-logs/logins/',
    into: 'logs/logins',
    endpoint: store.endpoint,
    region: 'ap-guangzhou',
    ...keys,
  };
  const text = `sources: { logins: { files: "logs/logins/**/*" } }\nfetch: [${JSON.stringify(entry)}]\n`;
  await writeFile(join(workspace, 'imbill.yaml'), text);
}

function put(
  key: string,
  body: string | Buffer,
  rest: { etag?: string; headers?: Record<string, string> } = {},
) {
  store.objects.set(key, { body: Buffer.from(body), ...rest });
}

/** Runs `imbill fetch` and returns what it printed; it waits no longer than needed between tries. */
async function fetched(args: string[] = [], waits = [1, 1]): Promise<string> {
  written = [];
  const output = {
    result: (text: string | Uint8Array) => void written.push(String(text)),
    say: () => undefined,
    progress: silentProgress,
  };
  await runCommand(['fetch', '--workspace', workspace, ...args], output, { waits });
  const text = written.join('');
  if (args.includes('--json')) assertJsonSchema(['fetch', ...args], text);
  return text;
}

const textOf = (path: string) => readFile(join(workspace, path), 'utf8');
const namesIn = async (path: string) => (await readdir(join(workspace, path))).sort();
const refused = (...parameters: Parameters<typeof fetched>) =>
  fetched(...parameters).then(
    () => expect.fail('it did not fail'),
    (error) => error,
  );

describe('imbill fetch', () => {
  it('brings the objects of all pages, whatever their names, and nothing twice', async () => {
    store.pageSize = 2;
    const keys = ['2026-09/日志 1+2.csv', "it's (1)!*.csv", 'a&b<c>%41.csv', 'é.csv', 'plain.csv'];
    for (const key of keys) put(`logins/${key}`, `of ${key}`);
    put('other/not-this.csv', 'x');
    expect(await fetched()).toBe(
      'Fetched 5 files (79 bytes) from s3://im-logs/logins/ into logs/logins: 0 known before.\n',
    );
    for (const key of keys) expect(await textOf(`logs/logins/${key}`)).toBe(`of ${key}`);
    expect(store.requests.filter((request) => request === 'GET list')).toHaveLength(3);
    put('logins/new.csv', 'new');
    const text = await fetched(['--json']);
    assertJsonSchema(['fetch'], text);
    const again = JSON.parse(text);
    expect(again).toEqual({
      dry_run: false,
      files: 1,
      bytes: 3,
      sources: [
        {
          from: 's3://im-logs/logins/',
          into: 'logs/logins',
          listed: 6,
          known: 5,
          left_out: 0,
          fetched: [
            { key: 'logins/new.csv', path: 'logs/logins/new.csv', bytes: 3, checked: 'md5' },
          ],
          problems: [],
        },
      ],
    });
    expect(await namesIn('logs/logins')).toEqual([...keys.slice(1), '2026-09', 'new.csv'].sort());
  });

  it('goes on after the last key of a page where the store gives no token', async () => {
    store.pageSize = 2;
    store.listsByMarker = true;
    const keys = ['a.csv', 'b+ 1.csv', '日志.csv', '日志2.csv', 'z.csv'];
    for (const key of keys) put(`logins/${key}`, `of ${key}`);
    expect(await fetched()).toContain('Fetched 5 files');
    expect(await namesIn('logs/logins')).toEqual(keys.sort());
  });

  it('keeps compressed objects as they are, and fetches no removed file again', async () => {
    const body = gzipSync('time,app_id\n');
    put('logins/a.csv.gz', body, { headers: { 'content-encoding': 'gzip' } });
    await fetched();
    expect(await readFile(join(workspace, 'logs/logins/a.csv.gz'))).toEqual(body);
    await rm(join(workspace, 'logs/logins/a.csv.gz'));
    expect(await fetched()).toContain('Fetched 0 files');
    expect(existsSync(join(workspace, 'logs/logins/a.csv.gz'))).toBe(false);
  });

  it('goes on where a connection was cut, and tries again while the store is busy', async () => {
    put('logins/a.csv', '0123456789');
    const faults = new Map<string, 'busy' | 'half' | 'cut'>([
      ['GET list', 'busy'],
      ['GET logins/a.csv', 'half'],
      ['GET logins/a.csv bytes=5-', 'cut'],
    ]);
    store.fault = (request) => {
      const fault = faults.get(request);
      faults.delete(request);
      return fault;
    };
    await fetched();
    expect(store.requests).toEqual([
      ...['GET list', 'GET list', 'GET logins/a.csv'],
      ...['GET logins/a.csv bytes=5-', 'GET logins/a.csv bytes=5-'],
    ]);
    expect(await textOf('logs/logins/a.csv')).toBe('0123456789');
  });

  it('leaves no file that can be loaded when it ends early, and goes on the next time', async () => {
    put('logins/a.csv', '0123456789');
    put('logins/b.csv', 'b');
    store.fault = (request) => (request.startsWith('GET logins/a.csv') ? 'half' : undefined);
    const error = await refused([], []);
    expect(error).toMatchObject({ exitCode: 1, details: { files: 1, bytes: 1 } });
    expect(error.message).toContain('The store does not answer as it should: ');
    const [part, ...names] = await namesIn('logs/logins');
    expect(part).toMatch(/^\.a\.csv\.[0-9a-f]{12}\.part$/);
    expect(names).toEqual(['b.csv']);
    store.fault = () => undefined;
    store.requests = [];
    await fetched();
    expect(store.requests).toEqual(['GET list', 'GET logins/a.csv bytes=5-']);
    expect(await namesIn('logs/logins')).toEqual(['a.csv', 'b.csv']);
    expect(await textOf('logs/logins/a.csv')).toBe('0123456789');
  });

  it('begins again where the object is another one than that of the unfinished file', async () => {
    put('logins/a.csv', '0123456789');
    store.fault = (request) => (request === 'GET list' ? undefined : 'half');
    await refused([], []);
    put('logins/a.csv', 'abcdefghij');
    store.fault = () => undefined;
    await fetched();
    expect(await namesIn('logs/logins')).toEqual(['a.csv']);
    expect(await textOf('logs/logins/a.csv')).toBe('abcdefghij');
  });

  it('replaces no file: it reports objects that changed, and fetches them once the file is gone', async () => {
    put('logins/a.csv', 'old');
    await fetched();
    put('logins/a.csv', 'new');
    put('logins/b.csv', 'b');
    const error = await refused();
    expect([error.exitCode, error.message]).toEqual([
      3,
      '1 object was not fetched.\nChanged in the store since they were fetched:\n  logins/a.csv\nNo file is replaced: what was billed depends on it. Deliver corrections under a new key. Or remove the file and fetch again: load replaces what it held.',
    ]);
    expect(error.details).toMatchObject({
      files: 1,
      sources: [
        { problems: [{ code: 'changed', key: 'logins/a.csv', path: 'logs/logins/a.csv' }] },
      ],
    });
    expect(await textOf('logs/logins/a.csv')).toBe('old');
    expect(await textOf('logs/logins/b.csv')).toBe('b');
    await rm(join(workspace, 'logs/logins/a.csv'));
    await fetched();
    expect(await textOf('logs/logins/a.csv')).toBe('new');
  });

  it('takes a file that is there for its object if it is the same, and reports it if not', async () => {
    await mkdir(join(workspace, 'logs/logins'), { recursive: true });
    await writeFile(join(workspace, 'logs/logins/a.csv'), 'same');
    await writeFile(join(workspace, 'logs/logins/b.csv'), 'mine');
    put('logins/a.csv', 'same');
    put('logins/b.csv', 'else');
    const { details } = await refused();
    expect(details).toMatchObject({
      sources: [{ known: 1, fetched: [], problems: [{ code: 'other-file', key: 'logins/b.csv' }] }],
    });
    expect(await textOf('logs/logins/b.csv')).toBe('mine');
  });

  it('reports an object that changes while it is fetched, and one whose content is another', async () => {
    put('logins/a.csv', 'listed');
    put('logins/b.csv', 'damaged', { etag: 'd41d8cd98f00b204e9800998ecf8427e' });
    store.before = (key) => key === 'logins/a.csv' && put(key, 'another');
    const { details } = await refused();
    expect(details.sources[0].problems.map(({ code }: { code: string }) => code).sort()).toEqual([
      'changed-meanwhile',
      'corrupt',
    ]);
    expect(await namesIn('logs/logins')).toEqual([]);
  });

  it('compares objects of several parts by their parts, or else by size, and says so', async () => {
    const part = Buffer.alloc(5 * 1024 ** 2, 'a');
    const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();
    const etag = `${md5(Buffer.concat([md5(part), md5(Buffer.from('b'))])).toString('hex')}-2`;
    put('logins/parts.csv', Buffer.concat([part, Buffer.from('b')]), { etag });
    put('logins/unknown.csv', 'x', { etag: 'ffffffffffffffffffffffffffffffff-1' });
    put('logins/keyed.csv', 'x', {
      etag: 'ffffffffffffffffffffffffffffffff',
      headers: { 'x-amz-server-side-encryption': 'aws:kms' },
    });
    const upper = createHash('md5').update('of OSS').digest('hex').toUpperCase();
    put('logins/oss.csv', 'of OSS', { etag: upper });
    put('logins/oss-appended.csv', 'x', {
      etag: 'F'.repeat(32),
      headers: { 'x-oss-object-type': 'Appendable' },
    });
    const { sources } = JSON.parse(await fetched(['--json']));
    expect(
      sources[0].fetched.map(({ key, checked }: Record<string, string>) => [key, checked]),
    ).toEqual([
      ['logins/keyed.csv', 'size'],
      ['logins/oss-appended.csv', 'size'],
      ['logins/oss.csv', 'md5'],
      ['logins/parts.csv', 'multipart-md5'],
      ['logins/unknown.csv', 'size'],
    ]);
  });

  it('refuses names that lead elsewhere or are the same, and leaves out hidden ones', async () => {
    await useEntry({ include: ['**/*.csv', 'x'] });
    for (const key of ['../up.csv', 'a//b.csv', 'c\\d.csv', 'Same.csv', 'same.csv', 'x', 'x/y.csv'])
      put(`logins/${key}`, key);
    for (const key of ['folder/', '.hidden.csv', 'readme.md']) put(`logins/${key}`, key);
    const { details } = await refused();
    const [source] = details.sources;
    expect(source.left_out).toBe(3);
    expect(source.problems.map(({ code, key }: Record<string, string>) => [code, key])).toEqual([
      ['unsafe-name', 'logins/../up.csv'],
      ['unsafe-name', 'logins/a//b.csv'],
      ['unsafe-name', 'logins/c\\d.csv'],
      ['same-name', 'logins/same.csv'],
      ['same-name', 'logins/x/y.csv'],
    ]);
    expect(await namesIn('logs/logins')).toEqual(['Same.csv', 'x']);
  });

  it('writes nothing with --dry-run', async () => {
    put('logins/a.csv', 'abc');
    expect(await fetched(['--dry-run'])).toBe(
      'Would fetch 1 file (3 bytes) from s3://im-logs/logins/ into logs/logins: 0 known before.\n  logs/logins/a.csv  3\n',
    );
    expect(await namesIn('.')).toEqual(['imbill.yaml']);
    await fetched();
    expect(await fetched(['--dry-run'])).toContain('Would fetch 0 files');
  });

  it('says what is wrong with the keys, and never writes them', async () => {
    put('logins/a.csv', 'abc');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wrong');
    expect(await refused()).toMatchObject({
      exitCode: 1,
      message: `s3://im-logs/logins/: the store answered 403 SignatureDoesNotMatch (of a test).\nEndpoint: ${store.endpoint}. Secret key or region are wrong: look at AWS_SECRET_ACCESS_KEY and region.`,
    });
    const file = join(await tempFolder(), 'credentials');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    await useEntry({ profile: 'logs' });
    expect(await refused()).toMatchObject({
      exitCode: 2,
      message: `No keys for the store: there is no ${file}.\nAccepted: both variables, or a profile with aws_access_key_id and aws_secret_access_key.\nSet them where imbill runs; imbill.yaml never holds keys.`,
    });
    await writeFile(
      file,
      `[default]\naws_access_key_id = x\n[logs]\naws_access_key_id = ${storeKeys.accessKeyId}\naws_secret_access_key=${storeKeys.secretAccessKey}\n`,
    );
    await fetched();
    const record = await readFile(join(workspace, '.imbill/fetched.duckdb'), 'latin1');
    expect(record).not.toContain(storeKeys.secretAccessKey);
  });

  it('runs once at a time', async () => {
    await fetched();
    const path = join(workspace, '.imbill/fetched.duckdb');
    const script = `const { DuckDBInstance } = await import('@duckdb/node-api');
      globalThis.held = await DuckDBInstance.create(${JSON.stringify(path)});
      console.log('open'); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await once(holder.stdout, 'data');
    expect(await refused()).toMatchObject({
      exitCode: 5,
      message:
        'Another imbill fetch is running in this workspace.\nOne at a time can fetch. Wait for it to end, or stop it, and run again.',
    });
    holder.kill();
    await once(holder, 'exit');
    await fetched();
  });

  it('refuses a workspace without buckets, and settings that lead elsewhere', async () => {
    await writeFile(join(workspace, 'imbill.yaml'), 'sources: {}\n');
    expect(await refused()).toMatchObject({ exitCode: 2 });
    for (const [key, value, accepted] of [
      ['into', '../logs', 'a folder below the workspace such as logs/logins, none that is hidden'],
      ['into', '.imbill/lake', 'a folder below the workspace'],
      ['from', 'https://im-logs', 'a bucket and a prefix such as s3://im-logs/logins/'],
      ['endpoint', 'http://127.0.0.1/x', 'an address without a path'],
    ] as const) {
      await useEntry({ [key]: value });
      const error = await refused();
      expect([error.exitCode, error.message]).toEqual([3, expect.stringContaining(accepted)]);
    }
    expect((await stat(workspace)).isDirectory()).toBe(true);
  });
});
