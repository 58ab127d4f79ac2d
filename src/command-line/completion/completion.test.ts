import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createJobs } from '../../../pipeline/jobs.ts';
import { silentProgress } from '../../base/progress.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import type { Output } from '../print/output.ts';
import { createProgram } from '../program.ts';
import { allCommands, commandTree } from './command-tree.ts';

let folder: string;

beforeAll(async () => {
  folder = await tempFolder();
  for (const shell of ['bash', 'zsh', 'fish']) {
    let script = '';
    const output: Output = {
      result: (text) => {
        script += text;
      },
      say: () => undefined,
      progress: silentProgress,
    };
    const program = createProgram(createJobs(), output, '0.0.0');
    await program.parseAsync(['completion', shell], { from: 'user' });
    await writeFile(join(folder, `imbill.${shell}`), script);
  }
  for (const month of ['2026-08', '2026-09', 'pages'])
    await mkdir(join(folder, 'my books/out', month, 'preview'), { recursive: true });
  for (const name of [
    '2026-08/INV-2026-000001.json',
    '2026-09/CN-2026-000001.json',
    '2026-09/summary.json',
  ])
    await writeFile(join(folder, 'my books/out', name), '{}');
  await writeFile(join(folder, 'my books/out/2026-09/preview/PREVIEW-2026-000009.json'), '{}');
  await mkdir(join(folder, 'my books/folder here'));
  await writeFile(join(folder, 'my books/file here.csv'), '');
});

/** Command lines and what each must offer; the last word is being typed. */
const cases: [line: string[], offered: string[]][] = [
  [['inv'], ['invoice']],
  [
    ['invoice', 'v'],
    ['verify', 'void'],
  ],
  [['export', 'w'], ['workbook']],
  [['invoice', 'verify', '--q'], ['--quick']],
  [
    ['run', '--month', ''],
    ['2026-08', '2026-09'],
  ],
  [['run', '--threads', '2', '--month', '2026-09', '--eng'], ['--engine']],
  [['run', '--engine', 's'], ['spark']],
  [['status', '--format', ''], ['prometheus']],
  [
    ['completion', ''],
    ['bash', 'fish', 'zsh'],
  ],
  [
    ['invoice', 'show', ''],
    ['CN-2026-000001', 'INV-2026-000001'],
  ],
  [['invoice', 'show', 'INV'], ['INV-2026-000001']],
  [['--workspace', 'elsewhere', 'run', '--month', ''], []],
  [['--workspace', '.', 'run', '--month', '2026-08'], ['2026-08']],
  [['run', '--reason', ''], []],
  // A value with the name of a command is no command.
  [['correct', '--reason', 'invoice', '--mon'], ['--month']],
];

/** Runs a script in the workspace; each line of its output is a word that is offered. */
function offeredBy(command: string, args: string[]): string[] {
  const { stdout, stderr } = spawnSync(command, args, {
    cwd: join(folder, 'my books'),
    encoding: 'utf8',
    env: { ...process.env, HOME: folder, LC_ALL: 'C' },
  });
  expect(stderr).toBe('');
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

const isThere = (shell: string) => spawnSync(shell, ['--version']).status === 0;

describe.skipIf(!isThere('bash'))('completion in bash', () => {
  const complete = (words: readonly string[]) =>
    offeredBy('bash', [
      '--norc',
      '-c',
      `source ../imbill.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _imbill; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      'imbill',
      ...words,
    ]);

  it.each(cases)('of %j offers %j', (line, offered) => {
    expect(complete(line)).toEqual(offered);
  });

  it('offers what follows a sign of equality, which bash makes a word', () => {
    expect(complete(['run', '--engine', '=', 'd'])).toEqual(['duckdb']);
    expect(complete(['run', '--engine', '='])).toEqual(['duckdb', 'spark']);
  });

  it('offers files and folders with blanks in their names', () => {
    expect(complete(['sql', '--file', 'fi'])).toEqual(['file here.csv']);
    expect(complete(['--workspace', 'fo'])).toEqual(['folder here']);
    expect(complete(['--workspace', 'fi'])).toEqual([]);
  });

  it('registers itself', () => {
    const words = offeredBy('bash', ['--norc', '-c', 'source ../imbill.bash; complete -p imbill']);
    expect(words).toEqual(['complete -F _imbill imbill']);
  });
});

describe.skipIf(!isThere('zsh'))('completion in zsh', () => {
  /** Stands in for zsh's own functions, which work in a terminal only, and keeps what begins as typed. */
  const stubs = `
    compdef() { :; }
    compset() { current=\${current#*=}; }
    _files() { :; }
    _describe() {
      local list=\${@[-1]} word
      for word in \${(P)list}; do
        if [[ \${word%%:*} == \${current}* ]]; then print -r -- \${word%%:*}; fi
      done
    }
    source ../imbill.zsh
    words=("$@"); CURRENT=$#; _imbill`;

  it.each(cases)('of %j offers %j', (line, offered) => {
    const words = ['-f', '-c', stubs, 'zsh', 'imbill', ...line];
    expect(offeredBy('zsh', words)).toEqual(offered);
  });
});

describe.skipIf(!isThere('fish'))('completion in fish', () => {
  it.each(cases)('of %j offers %j', (line, offered) => {
    const text = ['imbill', ...line].join(' ');
    const script = 'source ../imbill.fish; complete -C $argv[1] | string replace -r "\\t.*" ""';
    expect(offeredBy('fish', ['--no-config', '-c', script, text])).toEqual(offered);
  });
});

describe('commandTree', () => {
  it('knows the values of each option that takes one', () => {
    const output = { result: () => undefined, say: () => undefined, progress: silentProgress };
    const program = createProgram(createJobs(), output, '0.0.0');
    const all = allCommands(commandTree(program));
    const run = all.find(({ place }) => place === 'run');
    const values = Object.fromEntries(
      run!.options.map(({ flags, value }) => [flags.at(-1)!, value]),
    );
    expect(values).toMatchObject({
      '--workspace': 'folder',
      '--month': 'month',
      '--engine': ['duckdb', 'spark'],
      '--json': undefined,
      '--threads': 'any',
    });
    expect(all.map(({ place }) => place)).toContain('invoice verify');
  });
});
