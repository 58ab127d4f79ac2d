// Makes fixtures/workspace-<version>.tar.gz and fixtures/export-<version>.tar.gz, which later
// versions must open, import, and print to the same bytes: once for each version, by that version.
//
//   npm run build && node scripts/make-fixture-workspace.mjs
//
// The inputs are those of the workspace of 0.1.0, with groups, rejected lines, late rows and a
// second month; whoever makes them is called operator@billing in the audit.
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'imbill-fixture-'));
const workspace = join(folder, `workspace-${version}`);
const exported = join(folder, `export-${version}`);

/** Replaces what the audit would say of this machine. */
const operator = `data:text/javascript,${encodeURIComponent(`
  import os from 'node:os';
  import { syncBuiltinESMExports } from 'node:module';
  os.hostname = () => 'billing';
  os.userInfo = () => ({ username: 'operator' });
  syncBuiltinESMExports();
`)}`;

function run(program, ...args) {
  const { status } = spawnSync(program, args, { stdio: 'inherit', cwd: folder });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: exit code ${status}`);
}

function imbill(...args) {
  const main = join(repository, 'dist/pipeline/start.cjs');
  run(process.execPath, '--import', operator, main, ...args, '--workspace', workspace);
}

function write(path, lines) {
  mkdirSync(dirname(join(workspace, path)), { recursive: true });
  writeFileSync(join(workspace, path), `${lines.join('\n')}\n`);
}

function pack(name) {
  const archive = join(repository, 'fixtures', `${name}.tar.gz`);
  const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=2026-11-01'];
  run('tar', ...same, '--use-compress-program=gzip -9n', '-cf', archive, name);
  console.log(archive);
}

run('tar', 'xzf', join(repository, 'fixtures/workspace-0.1.0.tar.gz'));
renameSync(join(folder, 'workspace-0.1.0'), workspace);
for (const made of ['.imbill', 'out']) rmSync(join(workspace, made), { recursive: true });
appendFileSync(
  join(workspace, 'imbill.yaml'),
  'price_list: tencent-im\nrejects: { max_share: 0.5 }\n',
);
write('logs/groups/month.csv', [
  'time,app_id,group_id,event',
  '2026-09-01T10:00:00+08:00,full,first,created',
  '2026-09-20T10:00:00+08:00,full,second,created',
  '2026-10-03T10:00:00+08:00,full,first,dismissed',
  'yesterday,full,third,created',
]);
imbill('run', '--month', '2026-09');
write('logs/logins/late.csv', ['time,app_id,user_id', '2026-09-02T12:00:00+08:00,full,late']);
imbill('run', '--month', '2026-10');
imbill('export', 'ledger', exported, '--with-lake');
for (const name of ['lock.json', 'scratch', 'analytics.duckdb'])
  rmSync(join(workspace, '.imbill', name), { recursive: true, force: true });
pack(`workspace-${version}`);
pack(`export-${version}`);
rmSync(folder, { recursive: true });
