import { appendFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hexOf } from '../../src/base/bytes.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { hashesBelow } from '../../src/testing/folder-bytes.ts';
import { load, run, verify } from '../../src/testing/jobs.ts';
import { signingKey } from '../../src/testing/signing-key.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import {
  csv,
  defaultSettings,
  headers,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';
import { parseCheckpoint } from '../../src/tlog/checkpoint.ts';

let key: string;
/** A signed workspace with one month, and a copy of it with a payment. */
let first: string;
let later: string;

async function signedWorkspace(customer: string): Promise<string> {
  const folder = await writeWorkspace({
    settings: `log: { key: "${key}" }\n${defaultSettings}`,
    customers: [`acme,${customer},a1`],
    files: { 'logs/bandwidth/a.csv': csv(headers.bandwidth, ['2026-09-03T10:00:00+08:00,a1,10']) },
  });
  await run(folder, '2026-09');
  return folder;
}

async function copyOf(folder: string): Promise<string> {
  const copy = join(await tempFolder(), 'copy');
  await cp(folder, copy, { recursive: true });
  return copy;
}

/** A payment is an entry of the audit. */
const payment = {
  'accounts/payments.csv': csv('payment_id,customer_id,received_at,amount', [
    'p1,acme,2026-10-03,1.00',
  ]),
};

const logOf = (folder: string) => join(folder, '.imbill', 'log');
const checkpointOf = (folder: string) => join(logOf(folder), 'checkpoint');

/** Verifies with an older checkpoint and returns each difference of the log. */
async function since(folder: string, file: string): Promise<string[]> {
  const args = ['invoice', 'verify', '--quick', '--json', '--since', file, '--workspace', folder];
  const { differences } = JSON.parse((await imbill(args)).stdout) as {
    differences: { check: string; key: string; found: string }[];
  };
  return differences.map(({ check, key: what, found }) => `${check}: ${what}: ${found}`);
}

beforeAll(async () => {
  key = await signingKey();
  first = await signedWorkspace('Acme');
  later = await copyOf(first);
  await writeFiles(later, payment);
  await load(later);
}, 120_000);

describe('the log of a ledger', () => {
  it('is signed, and nothing of it differs', async () => {
    const { log, differences } = await verify(later);
    const [origin, size] = (await readFile(checkpointOf(later), 'utf8')).split('\n');
    expect([origin, Number(size), differences]).toEqual(['example.com/ledger', log.size, []]);
    // One evidence, one document, its entry of the audit, the key; then that of the payment.
    expect(log).toEqual({
      size: 5,
      signed_size: 5,
      pending: 0,
      key: expect.stringMatching(/^example/),
    });
  });

  it('is what a run prints: size and root of the new checkpoint, and where it is', async () => {
    const folder = await copyOf(first);
    const { stdout } = await imbill(['run', '--month', '2026-09', '--workspace', folder]);
    const { size, root } = parseCheckpoint(await readFile(checkpointOf(folder), 'utf8'));
    expect(stdout).toContain(
      `Log: ${size} entries, root ${hexOf(root)}, signed: ${checkpointOf(folder)}\n`,
    );
  });

  it('is written again where files are missing, with the same bytes', async () => {
    const folder = await copyOf(later);
    const before = await hashesBelow(logOf(folder));
    await rm(join(logOf(folder), 'tile', 'entries'), { recursive: true });
    await rm(checkpointOf(folder));
    await mkdir(join(logOf(folder), 'tile', 'entries', '000.p'), { recursive: true });
    const aside = '.01234567-89ab-cdef-0123-456789abcdef.tmp';
    await writeFile(join(logOf(folder), 'tile', 'entries', '000.p', aside), 'half');
    await load(folder);
    const { 'tile/entries/000.p/4': _, ...current } = before;
    expect(await hashesBelow(logOf(folder))).toEqual(current);
  });

  it('names files with other bytes, and files that are not of it', async () => {
    const folder = await copyOf(later);
    await appendFile(join(logOf(folder), 'tile', '0', '000.p', '5'), 'x');
    await writeFile(join(logOf(folder), 'tile', 'entries', '000.p', '4'), 'other');
    await writeFile(join(logOf(folder), 'tile', '0', '007'), 'new');
    await writeFile(checkpointOf(folder), 'another');
    const { differences } = await verify(folder);
    expect(differences.map(({ check, where }) => `${check} ${where}`).sort()).toEqual([
      'log .imbill/log/checkpoint',
      'log .imbill/log/tile/0/000.p/5',
      'log .imbill/log/tile/0/007',
      'log .imbill/log/tile/entries/000.p/4',
    ]);
  });
});

describe('imbill invoice verify --since', () => {
  it('accepts a log that goes on from the checkpoint', async () => {
    expect(await since(later, checkpointOf(first))).toEqual([]);
  });

  it('names a rollback to an older copy, which is whole in itself', async () => {
    expect((await verify(first)).differences).toEqual([]);
    expect(await since(first, checkpointOf(later))).toEqual([
      'log: number of entries: 4: the log was rolled back to an older copy',
    ]);
  });

  it('names a whole ledger that was written anew under the same key', async () => {
    const rewritten = await signedWorkspace('Another');
    expect((await verify(rewritten)).differences).toEqual([]);
    expect(await since(rewritten, checkpointOf(first))).toEqual([
      expect.stringMatching(
        /^log: root of the first 4 entries: [0-9a-f]{64}: entries that were signed were rewritten$/,
      ),
    ]);
  });

  it('names a log under another key, and another log', async () => {
    const mine = key;
    key = await signingKey();
    const sameName = await signedWorkspace('Acme');
    key = await signingKey('example.com/other');
    const other = await signedWorkspace('Acme');
    key = mine;
    expect(await since(sameName, checkpointOf(first))).toEqual([
      'log: signature: none: the log is another one, an older copy, or was rewritten under another key',
    ]);
    expect(await since(other, checkpointOf(first))).toEqual([
      'log: log: example.com/other: another log',
    ]);
  });

  it('refuses a file without a checkpoint', async () => {
    const file = join(first, 'imbill.yaml');
    const { exitCode, stderr } = await imbill([
      'invoice',
      'verify',
      '--since',
      file,
      '--workspace',
      first,
    ]);
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('holds no checkpoint.')]);
  });
});

describe('the key of a log', () => {
  it('is refused where it is not the one in force, before anything is done', async () => {
    const folder = await copyOf(later);
    const before = await hashesBelow(logOf(folder));
    const wrong = await signingKey();
    const text = await readFile(join(folder, 'imbill.yaml'), 'utf8');
    await writeFile(join(folder, 'imbill.yaml'), text.replace(key, wrong));
    const { exitCode, stderr } = await imbill(['load', '--workspace', folder]);
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('Nothing was done.')]);
    expect(await hashesBelow(logOf(folder))).toEqual(before);
  });

  it('can be missing: the command says how many entries are not signed', async () => {
    const folder = await copyOf(first);
    const text = await readFile(join(folder, 'imbill.yaml'), 'utf8');
    await writeFile(join(folder, 'imbill.yaml'), text.replace(/^log: .*\n/, ''));
    await writeFiles(folder, payment);
    const { exitCode, stderr } = await imbill(['load', '--workspace', folder]);
    expect([exitCode, stderr]).toEqual([
      0,
      '1 entry of the log is not signed yet: no key is set. Set log.key in imbill.yaml, or IMBILL_KEY.\n',
    ]);
    expect((await verify(folder)).log).toMatchObject({ size: 5, signed_size: 4 });
  });

  it('changes by an entry that the old key signs, and the old one is refused then', async () => {
    const folder = await copyOf(first);
    const next = await signingKey();
    const rotate = ['key', 'rotate', '--to', next, '--workspace', folder];
    const rotated = JSON.parse((await imbill([...rotate, '--json'])).stdout);
    expect(rotated).toMatchObject({ entry: 4, log: { size: 5, signed: true, key: rotated.to } });
    const { exitCode, stderr } = await imbill(['load', '--workspace', folder]);
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringContaining('which was replaced at entry 4.'),
    ]);
    const text = await readFile(join(folder, 'imbill.yaml'), 'utf8');
    await writeFile(join(folder, 'imbill.yaml'), text.replace(key, next));
    expect((await imbill(['load', '--workspace', folder])).exitCode).toBe(0);
    expect((await verify(folder)).differences).toEqual([]);
    expect(await since(folder, checkpointOf(first))).toEqual([]);
    const back = await imbill(['key', 'rotate', '--to', key, '--workspace', folder]);
    expect([back.exitCode, back.stderr]).toEqual([
      3,
      expect.stringContaining('Accepted: a key that the log never had'),
    ]);
  });

  it('cannot change to one of another name', async () => {
    const other = await signingKey('example.com/other');
    const rotate = ['key', 'rotate', '--to', other, '--workspace', first];
    const { exitCode, stderr } = await imbill(rotate);
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringContaining('Make one with: imbill key new FILE --name example.com/ledger'),
    ]);
  });
});
