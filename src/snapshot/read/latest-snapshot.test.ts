import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database } from '../../duckdb/duckdb.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { LatestSnapshot } from './latest-snapshot.ts';
import type { Snapshot } from './snapshot.ts';

async function publish(path: string, value: number): Promise<void> {
  const aside = `${path}.new`;
  const database = await Database.open({ path: aside });
  await database.run(`create table t as select ${value} as value`);
  await database.run('checkpoint');
  database.close();
  await rename(aside, path);
}

async function publishedValue({ database }: Snapshot): Promise<bigint> {
  return (await database.one<{ value: bigint }>('select value from t')).value;
}

describe('LatestSnapshot', () => {
  it('reads nothing, then what is published, then what is published next', async () => {
    const path = join(await tempFolder(), 'analytics.duckdb');
    const latest = new LatestSnapshot(path, 1);
    expect(await latest.read(publishedValue)).toBeUndefined();
    await publish(path, 1);
    expect(await latest.read(publishedValue)).toBe(1n);
    await publish(path, 2);
    expect(await latest.read(publishedValue)).toBe(2n);
    await rm(path);
    expect(await latest.read(publishedValue)).toBeUndefined();
    latest.close();
  });

  it('lets who reads the one before read it to the end', async () => {
    const path = join(await tempFolder(), 'analytics.duckdb');
    const latest = new LatestSnapshot(path, 1);
    await publish(path, 1);
    const both = await latest.read(async (before) => {
      await publish(path, 2);
      const next = await latest.read(publishedValue);
      return [await publishedValue(before), next];
    });
    expect(both).toEqual([1n, 2n]);
    latest.close();
  });

  it('opens a file that could not be opened again once it can', async () => {
    const path = join(await tempFolder(), 'analytics.duckdb');
    const latest = new LatestSnapshot(path, 1);
    await publish(path, 1);
    await rename(path, `${path}.good`);
    await writeFile(path, 'no database');
    await expect(latest.read(publishedValue)).rejects.toThrow();
    await rename(`${path}.good`, path);
    expect(await latest.read(publishedValue)).toBe(1n);
    latest.close();
  });

  it('keeps what was asked once, and asks again what failed', async () => {
    const path = join(await tempFolder(), 'analytics.duckdb');
    const latest = new LatestSnapshot(path, 1);
    await publish(path, 1);
    let asked = 0;
    const ask = (snapshot: Snapshot) =>
      snapshot.once('value', async () => {
        asked += 1;
        if (asked === 1) throw new Error('first');
        return asked;
      });
    await expect(latest.read(ask)).rejects.toThrow('first');
    expect([await latest.read(ask), await latest.read(ask)]).toEqual([2, 2]);
    latest.close();
  });
});
