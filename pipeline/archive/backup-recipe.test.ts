import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { run } from '../../src/testing/jobs.ts';
import { reportsOf } from '../../src/testing/reports.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { csv, defaultSources, headers, writeWorkspace } from '../../src/testing/write-workspace.ts';

const repository = join(import.meta.dirname, '..', '..');

it('the backup recipe of docs/operate.md copies a workspace with its own prices and models', async () => {
  const page = await readFile(join(repository, 'docs/operate.md'), 'utf8');
  const [, recipe = ''] =
    /^Copy while no run works:\n\n<!-- elsewhere -->\n```sh\n(.*?)^```/ms.exec(page) ?? [];
  const book = await readFile(join(repository, 'prices/tencent-im-2018-09-14.yaml'), 'utf8');
  const workspace = await writeWorkspace({
    settings: `price_list: own\nmodels: models/*.sql\n${defaultSources}`,
    files: {
      'logs/logins/a.csv': csv(headers.logins, ['2026-09-01T00:00:00Z,a1,u1']),
      'prices/own.yaml': book.replace(/^list: .*$/m, 'list: own'),
      'models/two.sql': 'select count(*) + 1 as two from logins',
    },
  });
  const folder = await tempFolder();
  await rename(workspace, join(folder, 'demo'));
  await run(join(folder, 'demo'), '2026-09');

  await mkdir(join(folder, 'bin'));
  const npx = join(folder, 'bin', 'npx');
  await writeFile(
    npx,
    `#!/bin/sh\nshift\nexec "${process.execPath}" "${inject('mainPath')}" "$@"\n`,
  );
  await chmod(npx, 0o755);
  const { stdout, stderr, status } = spawnSync('sh', ['-euc', recipe], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
  });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('2026-09 was issued before; nothing changed.');

  const backup = join(folder, 'backup');
  expect(await reportsOf(backup)).toEqual(await reportsOf(join(folder, 'demo')));
  const asked = await imbill(['sql', 'from two', '--format', 'csv', '--workspace', backup]);
  expect([asked.exitCode, asked.stdout]).toEqual([0, 'two\n2\n']);
  expect(await imbill(['invoice', 'verify', '--workspace', backup])).toMatchObject({ exitCode: 0 });
}, 600_000);
