import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '..');
let folder: string;
let consumer: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-package-'));
  consumer = join(folder, 'consumer');
  const tarball = await packed(join(folder, 'copy'));
  await mkdir(consumer);
  await pinTestedVersions();
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball]);
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('holds what it runs on, and no tests', async () => {
    const files = await readdir(join(consumer, 'node_modules/imbill'), { recursive: true });
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/pipeline/start.cjs',
        'dist/pipeline/main.js',
        'dist/pipeline/worker/main.js',
        'dist/src/analyst/views/checker.js',
        'dist/src/analyst/sandbox/child.js',
        'dist/web/sql-editor.mjs',
        'dist/THIRD-PARTY-NOTICES.txt',
        'reports/pdf/document.typ',
        'reports/pdf/fonts/OFL.txt',
        'reports/pdf/fonts/imbill-sans-regular.ttf',
        'sql/models.yml',
        'sql/metrics/dau.sql',
        'sql/examples/next_block.sql',
      ]),
    );
    expect(files.filter((file) => /^prices\/.*\.yaml$/.test(file))).not.toEqual([]);
    expect(files.filter((file) => /\.test\.|testing|^src|^fixtures/.test(file))).toEqual([]);
  });

  it('needs DuckDB’s binding in the version of the API that is bundled', async () => {
    const manifest = async (path: string) =>
      JSON.parse(await readFile(join(repository, path, 'package.json'), 'utf8')).dependencies;
    const name = '@duckdb/node-bindings';
    const own = await manifest('.');
    expect(own[name]).toBe((await manifest('node_modules/@duckdb/node-api'))[name]);
  });

  it('installs a command that knows its version and explains itself', async () => {
    const { version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
    expect(run('npx', ['imbill', '--version']).trim()).toBe(version);
    expect(run('npx', ['imbill', '--help'])).toContain('imbill');
  });

  it('starts without npx, and names commands as it was called', () => {
    const bin = join(consumer, 'node_modules/.bin/imbill');
    const said = (program: string, args: string[]) =>
      spawnSync(program, args, { cwd: consumer, encoding: 'utf8', env: ownEnvironment() }).stderr;
    expect(said(bin, ['load'])).toContain('make one with: imbill init DIR');
    expect(said('npx', ['imbill', 'load'])).toContain('make one with: npx imbill init DIR');
  });

  it('holds the manual and the schemas of the JSON', async () => {
    const docs = await readdir(join(consumer, 'node_modules/imbill/docs'), { recursive: true });
    expect(docs).toEqual(
      expect.arrayContaining(['install.md', 'commands.md', 'json/run.schema.json']),
    );
  });

  it('packs a worker for a cluster, which finds all that it needs', () => {
    const packed = JSON.parse(run('npx', ['imbill', 'worker', 'pack', '--out', 'w.tgz', '--json']));
    run('mkdir', ['unpacked']);
    run('tar', ['xzf', 'w.tgz', '-C', 'unpacked']);
    const asked = {
      job: '/not/there',
      file: 0,
      path: '',
      name: '',
      source: 0,
      entry: '',
      bytes: 0,
    };
    const { stdout } = spawnSync(join(consumer, 'unpacked', 'run'), {
      cwd: consumer,
      input: JSON.stringify(asked),
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout)).toEqual({
      failed: expect.stringContaining('cannot read /not/there'),
    });
    expect(packed.platform).toBe(`${process.platform}-${process.arch}`);
  });

  it('bills the sample month with its PDFs, with one JSON document on stdout', () => {
    run('npx', ['imbill', 'init', 'x', '--sample']);
    const output = run('npx', [
      'imbill',
      'run',
      '--month',
      '2026-09',
      '--workspace',
      'x',
      '--json',
    ]);
    const { month, issued, invoices } = JSON.parse(output);
    expect({ month, issued }).toEqual({ month: '2026-09', issued: true });
    expect(invoices).not.toEqual([]);
    const reports = run('ls', ['x/out/2026-09']).split('\n');
    const pdfs = invoices.map(({ number }: { number: string }) => `${number}.pdf`);
    expect(reports).toEqual(expect.arrayContaining([...pdfs, 'summary.pdf']));
  });
});

/** Builds and packs a copy, so that the repository's own dist stays as it is. */
async function packed(copy: string): Promise<string> {
  const left = ['.git', 'dist', 'node_modules', 'demo', 'bench-data'];
  await mkdir(copy);
  for (const name of await readdir(repository)) {
    if (!left.includes(name))
      await cp(join(repository, name), join(copy, name), { recursive: true });
  }
  await symlink(join(repository, 'node_modules'), join(copy, 'node_modules'));
  run('npm', ['run', 'build'], copy);
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], copy);
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  return join(folder, basename(tarball ?? 'no tarball'));
}

/** The versions that `npm ci` has in its cache; what the package itself forgets stays missing. */
async function pinTestedVersions() {
  const { packages } = JSON.parse(await readFile(join(repository, 'package-lock.json'), 'utf8'));
  const product = Object.entries<{ dev?: boolean }>(packages).filter(([at, { dev }]) => at && !dev);
  const consumerPackage = { name: 'consumer', version: '1.0.0' };
  const lock = {
    ...consumerPackage,
    lockfileVersion: 3,
    requires: true,
    packages: { '': consumerPackage, ...Object.fromEntries(product) },
  };
  await writeFile(join(consumer, 'package.json'), JSON.stringify(consumerPackage));
  await writeFile(join(consumer, 'package-lock.json'), JSON.stringify(lock));
}

/** Runs a program that must succeed, and returns what it printed. */
function run(program: string, args: string[], cwd = consumer): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: ownEnvironment(),
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(status, `${program} ${args.join(' ')}\n${stderr}`).toBe(0);
  return stdout;
}

/** Without what `npm test` tells its children of this repository. */
function ownEnvironment() {
  const kept = ['npm_config_cache', 'npm_config_registry', 'npm_config_userconfig'];
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') || kept.includes(name)),
  );
}
