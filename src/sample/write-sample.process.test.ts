import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { type SampleOptions, writeSample } from './write-sample.ts';

const timeZone = process.env['TZ'];

afterEach(() => {
  if (timeZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = timeZone;
});

async function treeOf(options: SampleOptions): Promise<Map<string, string>> {
  const dir = await mkdtemp(join(tmpdir(), 'imbill-sample-'));
  await writeSample(dir, options);
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name));
  const hashes = new Map<string, string>();
  for (const path of paths.sort()) {
    const hash = createHash('sha256').update(await readFile(path));
    hashes.set(path.slice(dir.length + 1), hash.digest('hex'));
  }
  await rm(dir, { recursive: true });
  return hashes;
}

const large: SampleOptions = { seed: 5, size: { users: 150_000, days: 2, apps: 7 } };

describe('writeSample', () => {
  it.each([
    ['a large month as csv', large],
    ['a large month as csv.gz', { ...large, format: 'csv.gz' }],
    ['a large month as parquet', { ...large, format: 'parquet' }],
  ] as const)(
    'writes %s with the same bytes in any zone, at any thread count',
    async (_, options) => {
      process.env['TZ'] = 'America/St_Johns';
      expect(new Date('2026-02-01T00:00:00Z').getHours()).toBe(20);
      const first = await treeOf({ ...options, threads: 1 });
      process.env['TZ'] = 'Pacific/Auckland';
      expect(new Date('2026-02-01T00:00:00Z').getHours()).toBe(13);
      const second = await treeOf({ ...options, threads: 8 });
      expect(second).toEqual(first);
    },
  );

  describe('without a size', () => {
    let first: Map<string, string>;
    beforeAll(async () => {
      process.env['TZ'] = 'America/St_Johns';
      first = await treeOf({ threads: 1 });
    });

    it('writes the story of September 2026 from seed 1, with the same bytes everywhere', async () => {
      process.env['TZ'] = 'Pacific/Auckland';
      expect(await treeOf({ month: '2026-09', seed: 1, threads: 8 })).toEqual(first);
    });

    it('writes other logs for another seed, and the same settings and accounts', async () => {
      const other = await treeOf({ seed: 6 });
      expect([...other.keys()]).toEqual([...first.keys()]);
      const same = [...first.keys()].filter((path) => other.get(path) === first.get(path));
      expect(same).toEqual([
        'accounts/customers.csv',
        'accounts/purchases.csv',
        'accounts/roaming.csv',
        'imbill.yaml',
        // The daily groups are figures of the page's example.
        'logs/daily/polaris-groups-2026-09.ndjson',
      ]);
    });
  });

  it.each([
    [
      { month: '2026-9' },
      'The sample\'s month is "2026-9". Accepted: YYYY-MM, from 2000-01 to 2099-12.',
    ],
    [{ seed: -1 }, "The sample's seed is -1. Accepted: whole numbers from 0 to 9007199254740991."],
    [
      { size: { users: 1.5, days: 1, apps: 1 } },
      "The sample's number of users is 1.5. Accepted: whole numbers from 1 to 1000000000.",
    ],
    [
      { month: '2026-02', size: { users: 1, days: 29, apps: 1 } },
      "The sample's number of days is 29. Accepted: whole numbers from 1 to 28.",
    ],
    [
      { size: { users: 1, days: 1, apps: 0 } },
      "The sample's number of apps is 0. Accepted: whole numbers from 1 to 100000.",
    ],
    [{ format: 'parquet' }, "The sample's format can be chosen only together with its size."],
  ] as [SampleOptions, string][])('refuses %j as wrong usage', async (options, message) => {
    const refusal = writeSample(join(tmpdir(), 'imbill-never-written'), options);
    await expect(refusal).rejects.toThrow(new UserError(message, 2));
    await expect(refusal).rejects.toMatchObject({ exitCode: 2 });
  });
});
