import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { mixed, mixingMacros } from './mixing.ts';

async function numbersOf(sql: string): Promise<number[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(mixingMacros);
  const rows = (await connection.runAndReadAll(sql)).getRows();
  instance.closeSync();
  return rows.map(([value]) => Number(value));
}

describe('mixingMacros', () => {
  it('scatter numbers one to one, up to the largest', async () => {
    const largest = 2 ** 31 - 2;
    const numbers = `select unnest(range(50000)) as n union all select ${largest} - unnest(range(50000))`;
    const scattered = await numbersOf(`select scattered(n, ${largest}) from (${numbers})`);
    expect(new Set(scattered).size).toBe(100_000);
    expect(Math.min(...scattered.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...scattered.slice(0, 1000))).toBeLessThanOrEqual(largest);
  });

  it('mix as the function does', async () => {
    const numbers = [0, 1, 2, 99, 1_000_000, 2 ** 31 - 2];
    // With one part the function starts from the salt 1.
    const inSql = await numbersOf(`select mixed(unnest([${numbers.join(', ')}]), 1)`);
    expect(inSql).toEqual(numbers.map((n) => mixed(n)));
  });
});

describe('mixed', () => {
  it('spreads neighbours over all remainders', () => {
    const counts = new Array<number>(10).fill(0);
    for (let n = 0; n < 10_000; n += 1) {
      const remainder = mixed(7, n) % 10;
      counts[remainder] = (counts[remainder] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('tells the order of its parts apart', () => {
    expect(mixed(1, 2)).not.toBe(mixed(2, 1));
    expect(mixed(1, 2)).toBe(mixed(1, 2));
  });

  it('takes the largest safe integer', () => {
    const value = mixed(Number.MAX_SAFE_INTEGER);
    expect(Number.isSafeInteger(value) && value >= 0 && value < 2 ** 31 - 1).toBe(true);
  });
});
