import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SqlSandbox } from '../analyst/sandbox/sql-sandbox.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { poolOptions, SqlPool } from './sql-pool.ts';

let pool: SqlPool;
const never = new AbortController().signal;

beforeEach(async () => {
  pool = new SqlPool(workspaceAt(await tempFolder()), {
    most: 1,
    mostWaiting: 1,
    idleMilliseconds: 1000,
    memoryMegabytes: 64,
    timeoutSeconds: 5,
    threads: 1,
  });
});
afterEach(() => pool.close());

/** Work that has the sandbox until it is told to give it back. */
function occupy(signal = never) {
  let giveBack = () => {};
  const until = new Promise<void>((resolve) => {
    giveBack = resolve;
  });
  let lent: SqlSandbox | undefined;
  const done = pool.use((sandbox) => {
    lent = sandbox;
    return until;
  }, signal);
  return { done, giveBack, sandbox: () => lent };
}

describe('SqlPool', () => {
  it('lends a sandbox to one after the other, and refuses when as many wait as may', async () => {
    const first = occupy();
    const second = occupy();
    await expect(pool.use(async () => 'third', never)).rejects.toThrow(
      '1 query is running and 1 more waiting.\nTry again later.',
    );
    expect(second.sandbox()).toBeUndefined();
    first.giveBack();
    await first.done;
    await expect.poll(second.sandbox).toBe(first.sandbox());
    second.giveBack();
    await second.done;
    expect(await pool.use(async () => 'third', never)).toBe('third');
  });

  it('forgets whoever goes away while waiting', async () => {
    const first = occupy();
    const leave = new AbortController();
    const second = occupy(leave.signal);
    leave.abort(new Error('gone'));
    await expect(second.done).rejects.toThrow('gone');
    const third = occupy();
    first.giveBack();
    await expect.poll(third.sandbox).toBe(first.sandbox());
    third.giveBack();
    await third.done;
  });

  it('gets a sandbox back from work that fails', async () => {
    const failing = pool.use(() => Promise.reject(new Error('wrong')), never);
    await expect(failing).rejects.toThrow('wrong');
    expect(await pool.use(async () => 'next', never)).toBe('next');
  });

  it('refuses whoever waits, and everybody later, once it is closed', async () => {
    const first = occupy();
    const second = occupy();
    const refused = expect(second.done).rejects.toThrow('The server is being stopped.');
    await pool.close();
    await refused;
    await expect(pool.use(async () => 'late', never)).rejects.toThrow(
      'The server is being stopped.',
    );
    first.giveBack();
    await first.done;
  });
});

describe('poolOptions', () => {
  it('gives each of two queries half of the threads, one at least', () => {
    const limits = { memoryMegabytes: 512, timeoutSeconds: 60, threads: 8 };
    expect(poolOptions(limits)).toMatchObject({ ...limits, threads: 4, most: 2, mostWaiting: 8 });
    expect(poolOptions({ ...limits, threads: 1 }).threads).toBe(1);
  });
});
