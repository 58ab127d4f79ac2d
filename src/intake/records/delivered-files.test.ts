import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../base/errors.ts';
import type { SourceKind } from '../../metrics/source-kinds.ts';
import { deliveredFiles, matcherOf } from './delivered-files.ts';
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
  const { files } = await deliveredFiles(root, sources);
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

  it('refuses matches that lead to no file or are none, and only those', async () => {
    const folder = join(root, 'broken');
    await mkdir(folder);
    await symlink('/nonexistent', join(folder, 'gone.csv'));
    await symlink('/nonexistent', join(folder, 'README'));
    await symlink('self.csv', join(folder, 'self.csv'));
    execFileSync('mkfifo', [join(folder, 'pipe.csv')]);
    const accepted = 'Accepted: files and folders that are there and that this user may read.';
    const mend =
      "Correct the permissions or the link, or narrow the source's files: in imbill.yaml.";
    await expect(matched(source('logins', 'broken/*.csv'))).rejects.toThrow(
      new UserError(
        [
          `broken/gone.csv: a match of the source cannot be read (ENOENT).\n${accepted}\n${mend}`,
          "broken/pipe.csv: this is neither a file nor a folder.\nAccepted: regular files.\nRemove it, or narrow the source's files: in imbill.yaml so that it does not match.",
          `broken/self.csv: a match of the source cannot be read (ELOOP).\n${accepted}\n${mend}`,
        ].join('\n\n'),
      ),
    );
  });

  it('leaves out what is unfinished or hidden, whatever is in its place', async () => {
    const unfinished = [
      '_temporary/0/part-0.csv',
      '_SUCCESS',
      'a.csv.crc',
      '_delta_log/0.json',
      '.a.csv.crc',
      'a.csv.tmp',
      'a.csv.PART',
      'a.csv.inprogress',
      'part-0.inprogress.4f2a',
      'a.csv.filepart',
      'a.csv.crdownload',
      'a.csv._COPYING_',
      '.~lock.a.csv#',
      '~$a.csv',
      'a.csv~',
      '#a.csv#',
      'a.csv.swp',
      'a.csv.bak',
      'a.csv.orig',
      '.hidden.csv',
    ].map((name) => `spark/${name}`);
    for (const name of [...unfinished, 'spark/a.csv', 'spark/_a.csv', 'spark/tmp/b.csv']) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), '');
    }
    const spark = source('logins', 'spark/**/*');
    const { files, leftOut } = await deliveredFiles(root, [spark]);
    expect(files.map(({ name }) => name)).toEqual([
      'spark/_a.csv',
      'spark/a.csv',
      'spark/tmp/b.csv',
    ]);
    expect(leftOut).toEqual(unfinished.toSorted());
    const others = await deliveredFiles(root, [spark], ['**/tmp/**']);
    expect(others.leftOut).toEqual([
      'spark/.a.csv.crc',
      'spark/.hidden.csv',
      'spark/.~lock.a.csv#',
      'spark/tmp/b.csv',
    ]);
    const named = source('groups', 'spark/.hidden.csv');
    expect((await deliveredFiles(root, [spark, named])).leftOut).not.toContain('spark/.hidden.csv');
  });

  it('takes a glob with ! as what is left out of the others', async () => {
    const most = source('logins', 'logs/**/*', '!logs/*.csv');
    expect(await matched(most)).toEqual(['0 logs/x/a.ndjson.gz']);
    expect(['logs/a.csv', 'logs/x/b.csv', 'c.csv'].map((name) => matcherOf(most)(name))).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('finds nothing where there is no such folder', async () => {
    expect(await matched(source('logins', 'nowhere/**/*'))).toEqual([]);
  });
});
