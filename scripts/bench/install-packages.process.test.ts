import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installPackages } from './install-packages.ts';

const path = process.env['PATH'];
let folder: string;
let said: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-packages-'));
  await mkdir(join(folder, 'bin'));
  process.env['PATH'] = [join(folder, 'bin'), path].join(delimiter);
  said = [];
});
afterEach(async () => {
  process.env['PATH'] = path;
  await rm(folder, { recursive: true });
});

describe('installPackages', () => {
  it('installs what is missing, and once', async () => {
    await npm(`write('chdb', { version: '1.0.0' }, '')`);
    expect(await install('chdb')).toEqual([]);
    expect(said).toEqual(['Installing chdb for the benchmark alone']);
    expect(await calls()).toEqual(['install --no-audit --no-fund']);
    expect(await install('chdb')).toEqual([]);
    expect(await calls()).toHaveLength(1);
    const wanted = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    expect(Object.keys(wanted.dependencies)).toEqual(['chdb', 'nodejs-polars']);
  });

  it('asks by name for a binary that npm left out', async () => {
    await npm(`
      if (args.includes('polars-linux@2.1.0')) write('polars-linux', {}, '');
      else write('polars', { optionalDependencies: { 'polars-linux': '2.1.0' } }, 'require("polars-linux")');`);
    expect(await install('polars')).toEqual([]);
    expect(await calls()).toEqual([
      'install --no-audit --no-fund',
      'install polars-linux@2.1.0 --no-audit --no-fund',
    ]);
  });

  it('says why a package cannot be used, and lets the others be', async () => {
    await npm(`
      write('good', {}, '');
      write('unfit', {}, 'throw new Error("no binary for this platform")');
      console.error('npm error code ENOTFOUND');
      process.exit(1);`);
    expect(await install('good', 'unfit', 'gone')).toEqual([
      [
        'unfit',
        'npm install failed: npm error code ENOTFOUND (Error: no binary for this platform)',
      ],
      [
        'gone',
        expect.stringMatching(/^npm install failed: .* \(Error: Cannot find module 'gone'\)$/),
      ],
    ]);
  });
});

async function install(...names: string[]) {
  return [...(await installPackages(names, (text) => said.push(text), folder))];
}

/** An npm that notes how it was called, and does `body`. */
async function npm(body: string): Promise<void> {
  const text = `#!${process.execPath}
    const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
    const args = process.argv.slice(2);
    appendFileSync(${JSON.stringify(join(folder, 'calls'))}, args.join(' ') + '\\n');
    function write(name, manifest, code) {
      mkdirSync('node_modules/' + name, { recursive: true });
      writeFileSync('node_modules/' + name + '/package.json', JSON.stringify({ name, ...manifest }));
      writeFileSync('node_modules/' + name + '/index.js', code);
    }
    ${body}`;
  await writeFile(join(folder, 'bin', 'npm'), text, { mode: 0o755 });
}

async function calls(): Promise<string[]> {
  return (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n');
}
