import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, cp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { mixedAccounts, splitFiles } from '../src/testing/mixed-month.ts';
import { tempFolder } from '../src/testing/temp-folder.ts';
import { writeWorkspace } from '../src/testing/write-workspace.ts';

const repository = join(import.meta.dirname, '..');
let clone: string;

beforeAll(async () => {
  clone = await tempFolder();
  const names = [
    'package.json',
    'sql',
    'prices',
    'reports',
    'src',
    'pipeline',
    'scripts/build.mjs',
    'scripts/build-editor.mjs',
    'scripts/build-verifier.mjs',
  ];
  for (const name of names)
    await cp(join(repository, name), join(clone, name), { recursive: true });
  await symlink(join(repository, 'node_modules'), join(clone, 'node_modules'), 'junction');
  build();
});

function build(...options: string[]): void {
  const built = spawnSync(process.execPath, ['scripts/build.mjs', ...options], {
    cwd: clone,
    encoding: 'utf8',
  });
  expect([built.status, built.stderr]).toEqual([0, '']);
}

/** Files of the build, each with what tells whether it was written again. */
async function builtFiles(): Promise<Record<string, string>> {
  const names = await readdir(join(clone, 'dist'), { recursive: true });
  const files = await Promise.all(
    names.sort().map(async (name) => {
      const seen = await stat(join(clone, 'dist', name));
      return seen.isFile() ? [[name, `${seen.ino} ${seen.mtimeMs}`]] : [];
    }),
  );
  return Object.fromEntries(files.flat());
}

function start(folder: string): { child: ChildProcess; ended: Promise<[unknown, string]> } {
  const args = ['dist/pipeline/start.cjs', 'run', '--month', '2026-09', '--workspace', folder];
  const child = spawn(process.execPath, args, { cwd: clone, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return { child, ended: new Promise((end) => child.on('close', (code) => end([code, stderr]))) };
}

/** Lists the packages that a built module imports when it is loaded, with those of the parts that it imports. */
async function packagesOf(name: string, seen = new Set<string>()): Promise<string[]> {
  if (seen.has(name)) return [];
  seen.add(name);
  const code = await readFile(join(clone, 'dist', name), 'utf8');
  const imported = [...code.matchAll(/^(?:import|export) [^;]*?"([^"]+)";/gm)].map(
    ([, from]) => from!,
  );
  const parts = imported.filter((from) => from.startsWith('.'));
  const below = await Promise.all(parts.map((from) => packagesOf(join(dirname(name), from), seen)));
  return [...imported.filter((from) => /^@?[a-z]/.test(from)), ...below.flat()];
}

describe('the build', () => {
  it('loads the typesetter of PDFs only when there is one to make', async () => {
    const packages = await packagesOf('pipeline/main.js');
    expect(packages).toContain('node:fs');
    expect(packages).not.toContain('@myriaddreamin/typst-ts-node-compiler');
    const parts = Object.keys(await builtFiles()).filter((name) => name.endsWith('.js'));
    const codes = await Promise.all(
      parts.map((name) => readFile(join(clone, 'dist', name), 'utf8')),
    );
    const loading = codes.filter((code) => code.includes('import("@myriaddreamin/typst'));
    expect(loading).toHaveLength(1);
  });

  it('leaves all files as they are where no source changed', async () => {
    const before = await builtFiles();
    build();
    expect(await builtFiles()).toEqual(before);
  });

  it('does not reach a job that runs from the folder', async () => {
    const folder = await writeWorkspace({ ...mixedAccounts, files: splitFiles() });
    const { child, ended } = start(folder);
    while (child.exitCode === null && !existsSync(join(folder, '.imbill/lock.json')))
      await setImmediate();
    child.kill('SIGSTOP');
    const before = Object.keys(await builtFiles());
    // Every chunk gets another name.
    for (const name of await readdir(join(clone, 'pipeline'), { recursive: true }))
      if (/(^|\/)[a-z-]+\.ts$/.test(name))
        await appendFile(
          join(clone, 'pipeline', name),
          `\nif (process.env['NEVER']) console.log(${JSON.stringify(name)});\n`,
        );
    build();
    const after = Object.keys(await builtFiles());
    expect(after).toEqual(expect.arrayContaining([...before, 'leftovers.json']));
    expect(after.length).toBeGreaterThan(before.length + 10);
    child.kill('SIGCONT');
    expect(await ended).toEqual([0, '']);
    expect(await start(folder).ended).toEqual([0, '']);
  });

  it('removes what only older builds had after a week, or when packing', async () => {
    const list = join(clone, 'dist', 'leftovers.json');
    const known = JSON.parse(await readFile(list, 'utf8'));
    const [first = '', ...others] = Object.keys(known);
    const monthAgo = new Date(Date.now() - 30 * 86_400_000).toISOString();
    await writeFile(list, JSON.stringify({ ...known, [first]: monthAgo }));
    build();
    expect(Object.keys(JSON.parse(await readFile(list, 'utf8')))).toEqual(others);
    expect(existsSync(join(clone, 'dist', first))).toBe(false);
    build('--clean');
    const names = Object.keys(await builtFiles());
    expect(names.filter((name) => others.includes(name) || name === 'leftovers.json')).toEqual([]);
  });
});
