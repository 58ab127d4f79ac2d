import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/base/sha256.ts';
import { imbillProcess } from '../../src/testing/command-line.ts';
import { loadWith, warehouseRows } from '../../src/testing/jobs.ts';
import { mixedAccounts, splitFiles } from '../../src/testing/mixed-month.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { writeWorkspace } from '../../src/testing/write-workspace.ts';
import { builtPackage, processCluster } from '../testing/process-cluster.ts';

let folder: string;
let unpacked: string;
let packed: Record<string, string>;

/** Runs the packed worker where there is nothing but a shell. */
function runUnpacked(input: string) {
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', `${unpacked}/run`], {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', NODE_OPTIONS: '--not-an-option' },
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const nothing = JSON.stringify({
  job: '/not/there',
  file: 1,
  path: 'a',
  name: 'a',
  source: 0,
  entry: '',
  bytes: 0,
});

beforeAll(async () => {
  folder = await tempFolder();
  unpacked = join(folder, 'unpacked');
  const out = join(folder, 'new', 'a.tgz');
  const { stdout, stderr } = await imbillProcess(['worker', 'pack', '--out', out, '--json']);
  expect(stderr).toBe('');
  packed = JSON.parse(stdout);
  await mkdir(unpacked);
  spawnSync('tar', ['xzf', out, '-C', unpacked]);
});

describe('imbill worker pack', () => {
  it('packs one archive, and says what it holds', async () => {
    const path = join(folder, 'new', 'a.tgz');
    const bytes = await readFile(path);
    const { version } = JSON.parse(await readFile(join(builtPackage(), 'package.json'), 'utf8'));
    expect(packed).toEqual({
      file: path,
      bytes: bytes.length,
      sha256: sha256Of(bytes),
      code_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      imbill: version,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
    });
    expect((await readdir(unpacked)).sort()).toEqual([
      'bin',
      'dist',
      'node_modules',
      'package.json',
      'run',
      'sql',
    ]);
  });

  it('packs the same bytes each time, and tells them as text', async () => {
    const { stdout } = await imbillProcess(['worker', 'pack'], { cwd: folder });
    const file = `imbill-worker-${packed['imbill']}-${packed['platform']}.tgz`;
    expect(stdout).toContain(`SHA-256 ${packed['sha256']}\n`);
    expect(sha256Of(await readFile(join(folder, file)))).toBe(packed['sha256']);
    await rm(join(folder, file));
  });

  it('runs where there is no imbill and no Node.js', () => {
    const { status, stdout } = runUnpacked(`${nothing}\n`);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      failed: expect.stringMatching(/ cannot read \/not\/there: ENOENT$/),
    });
  });

  it('reads files as the package does that it was packed from', async () => {
    const workspace = await writeWorkspace({ ...mixedAccounts, files: splitFiles(4) });
    const cluster = await processCluster({ shared: workspace });
    cluster.settings = { ...cluster.settings, worker: unpacked };
    const effects = { spark: cluster, fileReading: { packageFolder: builtPackage() } };
    expect(await loadWith(workspace, effects)).toMatchObject({ rejected: 0 });
    expect(await warehouseRows(workspace, 'select count(*) from load_workers')).toEqual([[1n]]);
  });

  it('tells the driver if Node.js does not start on a machine', async () => {
    const node = join(unpacked, 'bin/node');
    const { mode } = await stat(node);
    expect(mode & 0o111).toBe(0o111);
    await writeFile(
      node,
      '#!/bin/sh\necho "$0: /lib/libc.so.6: version \\"GLIBC_2.28\\" not found" >&2\nexit 1\n',
    );
    await chmod(node, 0o755);
    const { status, stdout } = runUnpacked(`${nothing}\n`);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      failed: expect.stringMatching(
        new RegExp(`cannot start Node\\.js ${process.version} for .*GLIBC_2\\.28`),
      ),
    });
  });
});
