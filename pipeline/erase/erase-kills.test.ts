import { readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { imbill, startImbill } from '../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { load, verify, warehouseRows } from '../../src/testing/jobs.ts';
import { csv, defaultSettings } from '../../src/testing/write-workspace.ts';

const user = 'user-to-erase';
const days = ['01', '02', '03', '04', '05', '06'];
const texts = {
  settings: `${defaultSettings}rejects: { max_share: 0.5 }\n`,
  purchases: ['o1,a1,pro,2026-09-01,1'],
  files: Object.fromEntries(
    days.map((day) => [
      `logs/logins/${day}.csv`,
      csv('time,app_id,user_id', [
        ...Array.from({ length: 5 }, (_, index) => `2026-09-${day}T10:00:00+08:00,a1,u${index}`),
        `2026-09-${day}T11:00:00+08:00,a1,${user}`,
        `2026-09-${day}T11:00:00+08:00,a1,${user},too,many`,
      ]),
    ]),
  ),
};
const args = ['erase', '--app', 'a1', '--user', user, '--reason', 'request 17'];
const usage = 'select * from daily_usage order by all';

describe('an erasure that is killed', () => {
  it.each<[string, (folder: string) => boolean]>([
    ['as the first new segment lies in the lake', (folder) => segmentsOf(folder) > days.length],
    ['as old segments are removed', (folder) => segmentsOf(folder) === 2 * days.length],
    ['as the warehouse is written anew', (folder) => isWrittenAnew(folder)],
  ])('%s is done or not, and the next command that writes ends it', async (_, isReached) => {
    const folder = await issuedWorkspace(texts);
    const { child, ended } = startImbill([...args, '--workspace', folder]);
    while (child.exitCode === null && !isReached(folder)) await setImmediate();
    child.kill('SIGKILL');
    await ended;
    await expectDoneOrNot(folder);
  });

  it('again and again, at any moment, is done or not', async () => {
    const folder = await issuedWorkspace(texts);
    for (const delay of [500, 900, 1_300]) {
      const { child, ended } = startImbill([...args, '--workspace', folder]);
      await setTimeout(delay);
      child.kill('SIGKILL');
      await ended;
      await expectHalfDoneNothing(folder);
    }
    await expectDoneOrNot(folder);
  });
});

describe('a removal of old rows that is killed', () => {
  it('as its first segments are gone is done, and the next command that writes ends it', async () => {
    const folder = await issuedWorkspace(texts);
    const given = ['retain', '--raw', '1month', '--workspace', folder];
    const { child, ended } = startImbill(given);
    while (child.exitCode === null && segmentsOf(folder) === days.length) await setImmediate();
    child.kill('SIGKILL');
    await ended;
    await load(folder);
    expect(segmentsOf(folder)).toBe(0);
    expect(await filesWith(join(folder, '.imbill'), user)).toEqual([]);
    expect(await verify(folder)).toMatchObject({ differences: [], segments: 0 });
    const before = await issuedWorkspace(texts);
    expect(await warehouseRows(folder, usage)).toEqual(await warehouseRows(before, usage));
  });
});

/** Loads once, and finds the erasure done or not begun. Then the user can be erased, or is. */
async function expectDoneOrNot(folder: string): Promise<void> {
  const erasures = await expectHalfDoneNothing(folder);
  const again = await imbill([...args, '--json'], { cwd: folder });
  expect(again.exitCode).toBe(erasures === 0n ? 0 : 4);
  expect(await filesWith(join(folder, '.imbill'), user)).toEqual([]);
}

/** Loads once, and compares the workspace with one that was not touched. @returns Number of recorded erasures. */
async function expectHalfDoneNothing(folder: string): Promise<bigint> {
  const before = await issuedWorkspace(texts);
  await load(folder);
  const [[erasures]] = (await warehouseRows(
    folder,
    "select count(*) from audit where action = 'erase'",
  )) as [[bigint]];
  const holding = await filesWith(join(folder, '.imbill'), user);
  const isInLake = holding.some((name) => name.includes('lake'));
  expect([erasures, isInLake]).toEqual(erasures === 0n ? [0n, true] : [1n, false]);
  expect(erasures === 0n ? [] : holding).toEqual([]);
  expect(segmentsOf(folder)).toBe(days.length);
  expect(await warehouseRows(folder, usage)).toEqual(await warehouseRows(before, usage));
  expect((await verify(folder)).differences).toEqual([]);
  return erasures;
}

function segmentsOf(folder: string): number {
  return namesIn(join(folder, '.imbill/lake/logins')).filter((name) => name.endsWith('.parquet'))
    .length;
}

function isWrittenAnew(folder: string): boolean {
  return namesIn(join(folder, '.imbill')).some((name) => /^warehouse\.duckdb\..*\.new$/.test(name));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true }).map(String);
  } catch {
    return [];
  }
}

/** Lists files below a folder whose bytes hold a text. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && (await readFile(path)).includes(text)) found.push(path);
  }
  return found;
}
