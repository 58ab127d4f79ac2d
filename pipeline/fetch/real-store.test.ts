import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsClient } from 'aws4fetch';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sha256Of } from '../../src/base/sha256.ts';
import { storeKeys } from '../../src/fetch/testing/object-store.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { buildGoProgram } from '../../src/testing/go-checker.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';

const store = buildGoProgram('src/fetch/testing/go', 'store');
if ('missing' in store)
  console.log(`The tests of imbill fetch with a real store are NOT run: ${store.missing}.`);

let server: ChildProcess;
let endpoint: string;
beforeAll(async () => {
  if ('missing' in store) return;
  server = spawn(store.program, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [address] = await once(server.stdout!, 'data');
  endpoint = `http://${String(address).trim()}`;
});
afterAll(() => void server?.kill());

const client = new AwsClient({ ...storeKeys, service: 's3', region: 'us-east-1' });

/** Sends a signed request about a key of the bucket. */
async function send(method: string, key: string, body?: string | Uint8Array<ArrayBuffer>) {
  const [path = '', query] = key.split('?');
  const url = `${endpoint}/im-logs/${path.split('/').map(encodeURIComponent).join('/')}${query === undefined ? '' : `?${query}`}`;
  const answer = await client.fetch(url, { method, ...(body !== undefined && { body }) });
  const text = await answer.text();
  expect([answer.status, text]).toEqual([200, expect.any(String)]);
  return { text, etag: answer.headers.get('etag') ?? '' };
}

/** Runs `imbill fetch` with the keys of the store. */
function fetchIn(workspace: string, args: string[] = [], secret = storeKeys.secretAccessKey) {
  vi.stubEnv('AWS_ACCESS_KEY_ID', storeKeys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secret);
  return imbill(['fetch', '--workspace', workspace, ...args]);
}

/** Makes a workspace that fetches a prefix. */
async function fetching(prefix: string): Promise<string> {
  const folder = await tempFolder();
  const entry = { from: `s3://im-logs/${prefix}`, into: 'logs', endpoint };
  await writeFile(join(folder, 'imbill.yaml'), `sources: {}\nfetch: [${JSON.stringify(entry)}]\n`);
  return folder;
}

describe.skipIf('missing' in store)('imbill fetch, with a real store', () => {
  it('lists more than a page', async () => {
    const workspace = await fetching('pages/');
    const { stdout } = await fetchIn(workspace, ['--dry-run', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ files: 1001, bytes: 1001 });
  });

  it('brings objects of one and of several parts, whatever their names, and goes on with half a file', async () => {
    const names = ['日志 1+2.csv', "it's (1)!*.csv", 'a&b<c>%41.csv'];
    for (const name of names) await send('PUT', `logins/${name}`, name);
    const part = Buffer.alloc(5 * 1024 ** 2, 'a');
    const { text } = await send('POST', 'logins/parts.csv?uploads=');
    const upload = /<UploadId>(.*?)</.exec(text)![1];
    const tags = [
      await send('PUT', `logins/parts.csv?partNumber=1&uploadId=${upload}`, part),
      await send('PUT', `logins/parts.csv?partNumber=2&uploadId=${upload}`, 'end'),
    ];
    const parts = tags.map(
      ({ etag }, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`,
    );
    await send(
      'POST',
      `logins/parts.csv?uploadId=${upload}`,
      `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`,
    );
    await send('PUT', 'logins/half.csv', '0123456789');
    const workspace = await fetching('logins/');
    const md5 = createHash('md5').update('0123456789').digest('hex');
    await mkdir(join(workspace, 'logs'));
    const half = `.half.csv.${sha256Of(`${md5} 10`).slice(0, 12)}.part`;
    await writeFile(join(workspace, 'logs', half), '01234');
    const ended = await fetchIn(workspace, ['--json']);
    const { sources } = JSON.parse(ended.stdout);
    const checked = Object.fromEntries(
      sources[0].fetched.map((object: Record<string, string>) => [
        object['path'],
        object['checked'],
      ]),
    );
    // This store gives an object of several parts the MD5 of its content.
    expect(checked).toEqual({
      'logs/half.csv': 'md5',
      'logs/parts.csv': 'md5',
      ...Object.fromEntries(names.map((name) => [`logs/${name}`, 'md5'])),
    });
    for (const name of names)
      expect(await readFile(join(workspace, 'logs', name), 'utf8')).toBe(name);
    expect(await readFile(join(workspace, 'logs/half.csv'), 'utf8')).toBe('0123456789');
  });

  it('reports an object that changed, and is refused with a wrong secret', async () => {
    await send('PUT', 'changing/a.csv', 'old');
    const workspace = await fetching('changing/');
    await fetchIn(workspace);
    await send('PUT', 'changing/a.csv', 'new');
    const changed = await fetchIn(workspace);
    expect([changed.exitCode, changed.stderr]).toEqual([
      3,
      expect.stringContaining('Changed in the store since they were fetched:\n  changing/a.csv\n'),
    ]);
    const refused = await fetchIn(workspace, [], 'wrong');
    expect([refused.exitCode, refused.stderr]).toEqual([
      1,
      expect.stringContaining('the store answered 403 SignatureDoesNotMatch'),
    ]);
  });
});
