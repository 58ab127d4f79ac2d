import { describe, expect, it } from 'vitest';
import { poolOf } from './workers.ts';

describe('poolOf', () => {
  it('fails tasks that wait for a database which cannot be opened, and later ones', async () => {
    let refuse: (error: Error) => void = () => undefined;
    const pool = poolOf(1, () => new Promise((_, reject) => (refuse = reject)));
    const first = pool.use(async () => 'never');
    const waiting = pool.use(async () => 'never');
    refuse(new Error('no space'));
    await expect(first).rejects.toThrow('no space');
    await expect(waiting).rejects.toThrow('no space');
    await expect(pool.use(async () => 'never')).rejects.toThrow('no space');
  });
});
