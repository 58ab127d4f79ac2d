import { cp, mkdir, readdir, readFile, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { beforeAll, describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { readBlocks, type StartingPoint } from './read-blocks.ts';
import { makePrograms, runPage } from './run-page.ts';

const repository = join(import.meta.dirname, '..', '..');
/**
 * Pages in Chinese have the commands of their English pages: `scripts/docs.test.ts` compares them. The scripts
 * of docs/cron.md run in `scripts/scheduler-pages.process.test.ts`, with a mail and a date of their own.
 */
const pages = [
  'README.md',
  ...globSync('docs/*.md', { cwd: repository, ignore: ['docs/cron.md'] }).sort(),
];

/** The first blocks of README.md install, bill the demo and run these tests: `.ci/run` runs them as they are. */
const blocksOfReadme = 2;

let prepared: Record<Exclude<StartingPoint, 'empty'>, string>;
let programs: string;

beforeAll(async () => {
  programs = await makePrograms();
  const delivered = await tempFolder();
  await called(['init', 'demo', '--sample'], delivered);
  const loaded = await copied(delivered);
  await called(['load', '--workspace', 'demo'], loaded);
  const billed = await copied(loaded);
  await called(['run', '--month', '2026-09', '--workspace', 'demo'], billed);
  prepared = { delivered, loaded, billed };
});

describe('the sh blocks of', () => {
  it.each(pages)('%s run as they are', async (page) => {
    const { start, blocks } = readBlocks(await readFile(join(repository, page), 'utf8'));
    const own = page === 'README.md' ? blocks.slice(blocksOfReadme) : blocks;
    if (own.length === 0) return;
    const folder = start === 'empty' ? await tempFolder() : await copied(prepared[start]);
    expect(await runPage(page, own, { folder, programs })).toBeUndefined();
  });
});

async function called(args: string[], cwd: string): Promise<void> {
  const { exitCode, stderr } = await imbill(args, { cwd });
  expect(exitCode, stderr).toBe(0);
}

/**
 * Copies a folder with `demo`. Nothing writes into a log that is there, so logs are symbolic links: a load would read
 * copies and hard links again, as their time of change is new.
 */
async function copied(folder: string): Promise<string> {
  const copy = await tempFolder();
  const logs = join(folder, 'demo', 'logs');
  await cp(folder, copy, { recursive: true, filter: (path) => path !== logs });
  const entries = await readdir(logs, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => !each.isDirectory())) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    await mkdir(join(copy, path, '..'), { recursive: true });
    await symlink(await realpath(join(folder, path)), join(copy, path));
  }
  return copy;
}
