import { describe, expect, it } from 'vitest';
import { awaitAll } from './await-all.ts';

describe('awaitAll', () => {
  it('gives what comes of each, in their order', async () => {
    expect(await awaitAll([later(2, 'a'), Promise.resolve(1)])).toEqual(['a', 1]);
  });

  it('throws what the first in their order throws, once all have ended', async () => {
    const ended: string[] = [];
    const note = (name: string) => () => void ended.push(name);
    await expect(
      awaitAll([
        later(2).then(() => Promise.reject(new Error('first'))),
        Promise.reject(new Error('second')),
        later(4).then(note('third')),
      ]),
    ).rejects.toThrow('first');
    expect(ended).toEqual(['third']);
  });
});

function later<T>(milliseconds: number, value?: T): Promise<T | undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(value), milliseconds));
}
