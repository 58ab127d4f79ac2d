import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../testing/temp-folder.ts';
import { writeFiles } from '../../testing/write-workspace.ts';
import { findManifests } from './find-manifests.ts';
import { placesOf } from './place-of.ts';

const paths = [
  'SHA256SUMS',
  'logs/SHA256SUMS.txt',
  'logs/logins/day.manifest.json',
  'logs/logins/dt=2026-09-01/sha256sums',
  'logs/logins/a.csv',
  'logs/logins/a.csv.sha256',
  'logs/logins/_temporary/manifest.json',
  'logs/groups/manifest.json',
  'other/manifest.json',
];

describe('findManifests', () => {
  it('finds those below the folders of globs, and those in the folders above', async () => {
    const root = await tempFolder();
    await writeFiles(root, Object.fromEntries(paths.map((path) => [path, ''])));
    const isIgnored = (name: string) => name.includes('_temporary');
    const globs = ['logs/logins/**/*.csv', '!logs/logins/x.csv', 'logs/missing/*.csv'];
    expect(await findManifests(root, globs, isIgnored)).toEqual([
      'SHA256SUMS',
      'logs/SHA256SUMS.txt',
      'logs/logins/a.csv.sha256',
      'logs/logins/day.manifest.json',
      'logs/logins/dt=2026-09-01/sha256sums',
    ]);
    expect(await findManifests(root, ['other/a.csv'], isIgnored)).toEqual([
      'SHA256SUMS',
      'other/manifest.json',
    ]);
  });

  it('ends in a circle of links', async () => {
    const root = await tempFolder();
    await writeFiles(root, { 'logs/SHA256SUMS': '' });
    await symlink('.', join(root, 'logs', 'again'));
    expect(await findManifests(root, ['logs/**/*'], () => false)).toContain('logs/SHA256SUMS');
  });
});

describe('placesOf', () => {
  it.each([
    ['a.csv', ['logs/l/a.csv', 'a.csv']],
    ['./a.csv', ['logs/l/a.csv', 'a.csv']],
    ['logs/l/a.csv', ['logs/l/logs/l/a.csv', 'logs/l/a.csv']],
    ['../b/a.csv', ['logs/b/a.csv']],
    ['s3://bucket/x/a.csv', ['logs/l/a.csv', 'a.csv']],
    ['../../../etc/passwd', []],
    ['x/../../../../a.csv', []],
    ['/etc/passwd', []],
    ['C:\\a.csv', []],
    ['file:///..', ['logs']],
    ['.', ['logs/l']],
  ])('gives the places of %j', (name, expected) => {
    expect(placesOf('logs/l/SHA256SUMS', name)).toEqual(expected);
  });
});
