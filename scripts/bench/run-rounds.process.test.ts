import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Contender, Place } from './contender.ts';
import { countsOf } from './counts.ts';
import { MonthWorkspace } from './month-workspace.ts';
import { runRounds } from './run-rounds.ts';
import { sampleResult } from './testing/sample-result.ts';

let place: Place;
let said: string[];
const size = { users: 10, days: 1, apps: 2 };

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'imbill-rounds-'));
  place = {
    data: sampleResult().data,
    month: new MonthWorkspace(folder, 'imbill'),
    history: undefined,
    packages: folder,
    scratch: join(folder, 'scratch'),
    threads: 1,
    imbill: 'imbill',
  };
});
afterAll(() => rm(place.month.folder, { recursive: true }));

describe('runRounds', () => {
  it('runs all in turn from an empty scratch folder, and goes on after one that fails', async () => {
    const kept = join(place.scratch, 'kept');
    const keeping: Contender = {
      ...counting('keeping', 7),
      prepare: async ({ scratch }) => {
        expect(await readdir(scratch)).toEqual([]);
        await writeFile(kept, 'abc');
      },
      keptBytes: async () => 3,
    };
    const broken = { ...counting('broken', 7), args: () => ['-e', 'throw new Error("no room")'] };
    const found = await rounds([keeping, broken, counting('absent', 7)]);
    expect(found.versions).toEqual({ Engine: '1.2.3' });
    expect(found.contenders).toMatchObject([
      { name: 'keeping', runs: [{}, {}], disk_bytes: 3 },
      { name: 'broken', runs: [], failed: expect.stringMatching(/^exit code 1, .*no room/) },
      { name: 'absent', runs: [], not_run: 'not here' },
    ]);
    expect(said.filter((text) => text.startsWith('Round'))).toEqual([
      'Round 1 of 2: Title of keeping',
      'Round 1 of 2: Title of broken',
      'Round 2 of 2: Title of keeping',
    ]);
  });

  it('refuses counts that differ from those of another, or from what was made', async () => {
    await expect(rounds([counting('right', 7), counting('wrong', 6)])).rejects.toMatchObject({
      name: 'DifferingCounts',
      message: [
        'The counts differ:',
        '  2026-09-01: wrong counted 9 users, the data has 10',
        '  a 2026-09-01: wrong counted 6, right 7',
      ].join('\n'),
    });
  });

  it('refuses lines that are missing', async () => {
    const lazy = {
      ...counting('lazy', 7),
      answer: async () => ({ rows: { read: 99, expected: 100 } }),
    };
    await expect(rounds([lazy])).rejects.toThrow(
      'The counts differ:\n  lazy took in 99, there are 100',
    );
  });
});

function rounds(contenders: Contender[]) {
  said = [];
  const obstacles = new Map([['absent', 'not here']]);
  return runRounds(contenders, place, {
    rounds: 2,
    size,
    obstacles,
    say: (text) => said.push(text),
  });
}

/** Counts so many users of the app a, and 3 of b. */
function counting(name: string, users: number): Contender {
  const days = [
    ['a', '2026-09-01', users],
    ['b', '2026-09-01', 3],
  ];
  return {
    name,
    title: `Title of ${name}`,
    args: () => ['-p', JSON.stringify(JSON.stringify(days))],
    answer: async (stdout) => ({
      counts: countsOf(JSON.parse(stdout)),
      version: { of: 'Engine', is: '1.2.3' },
    }),
  };
}
