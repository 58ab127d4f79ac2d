import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, 'check-docstrings.mjs');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-docstrings-'));
});
afterEach(() => rm(folder, { recursive: true }));

const good = (count: number) =>
  Array.from({ length: count }, (_, index) => `/** Returns ${index}. */\nconst a${index} = 1;\n`);

async function check(files: Record<string, string>, ...roots: string[]) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...roots], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, lines: `${stdout}${stderr}`.trim().split('\n') };
}

const noneIsLong = (count: number) =>
  `0 of ${count} docstrings have a sentence of more than 25 words.`;

describe('check-docstrings', () => {
  it('prints each bad opening with its place, and passes below 3 %', async () => {
    const bad = '/**\n * Whether it is there.\n */\nconst b = 1;\n';
    const text = `${good(39).join('')}${bad}`;
    expect(
      await check({ 'src/a.ts': text, 'src/a.test.ts': '/** What is no docstring. */' }),
    ).toEqual({
      status: 0,
      lines: [
        'src/a.ts:79: Whether it is there.',
        '1 of 40 docstrings open with What, Whether, Of, As or The same.',
        noneIsLong(40),
      ],
    });
  });

  it.each(['What it is.', 'Of the file.', 'As text.', 'The same in days.'])(
    'fails where too many open like "%s"',
    async (text) => {
      const source = `${good(32).join('')}interface B {\n  /** ${text} */\n  b: string;\n}\n`;
      expect(await check({ 'reports/b.ts': source })).toEqual({
        status: 1,
        lines: [
          `reports/b.ts:66: ${text}`,
          noneIsLong(33),
          '1 of 33 docstrings open with What, Whether, Of, As or The same.',
          "Accepted: less than 3 %. Open a function's with a verb (\"Returns\"), a type's or field's with a noun.",
        ],
      });
    },
  );

  it('finds sentences of more than 25 words, but no long list', async () => {
    const words = (count: number) => Array(count).fill('word').join(' ');
    const list = `/**\n * Returns one of:\n * - ${words(20)}\n * - ${words(20)}\n */\n`;
    const long = `/** Returns ${words(25)}. */\n`;
    const { status, lines } = await check({ 'pipeline/c.ts': `${list}${long}` });
    expect([status, lines[1]]).toEqual([1, `pipeline/c.ts:6: Returns ${words(25)}.`]);
    expect(lines[2]).toBe('1 of 2 docstrings have a sentence of more than 25 words.');
  });

  it('looks into the folders that it is told, and refuses to find nothing', async () => {
    const files = { 'src/x/a.ts': '/** What. */', 'src/y/b.ts': '/** Returns b. */' };
    expect((await check(files, 'src/y')).status).toBe(0);
    expect(await check({}, 'src/z')).toMatchObject({
      status: 1,
      lines: expect.arrayContaining(['No docstring is in src/z.']),
    });
  });
});
