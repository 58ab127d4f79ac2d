import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceKind } from './canonical-columns.ts';
import { deliveredFiles } from './delivered-files.ts';
import type { SourceSettings } from './source-settings.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'imbill-delivered-'));
  for (const name of [
    'logs/b.csv',
    'logs/B.csv',
    'logs/é.csv',
    'logs/x/a.ndjson.gz',
    'logs/.hidden.csv',
    'logs/.h/a.csv',
    'logs/[1].csv',
    'other/a.csv',
  ]) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), '');
  }
});
afterAll(() => rm(root, { recursive: true }));

const source = (kind: SourceKind, ...files: string[]): SourceSettings => ({
  kind,
  files,
  columns: {},
  constants: {},
  delimiter: ',',
});

async function matched(...sources: SourceSettings[]) {
  const files = await deliveredFiles(root, sources);
  return files.map((file) => `${sources.indexOf(file.source)} ${file.name}`);
}

describe('deliveredFiles', () => {
  it('finds files at any depth by name in byte order, hidden ones left out', async () => {
    expect(await matched(source('logins', 'logs/**/*'))).toEqual([
      '0 logs/B.csv',
      '0 logs/[1].csv',
      '0 logs/b.csv',
      '0 logs/x/a.ndjson.gz',
      '0 logs/é.csv',
    ]);
  });

  it('gives a file of two entries of a kind to the first, and one of two kinds to both', async () => {
    expect(
      await matched(
        source('groups', 'logs/b.csv'),
        source('logins', 'logs/b.csv', 'logs/b.*'),
        source('logins', '**/b.csv', 'other/*.csv'),
      ),
    ).toEqual(['1 logs/b.csv', '0 logs/b.csv', '2 other/a.csv']);
  });

  it('finds nothing where nothing matches, a folder included', async () => {
    expect(await matched(source('logins', 'logs', 'none/**'))).toEqual([]);
  });
});
