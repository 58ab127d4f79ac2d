import { describe, expect, it } from 'vitest';
import { inOrder } from './in-order.ts';

/** Work that ends when a test says so. */
function held() {
  const started: number[] = [];
  const ends = new Map<number, { done: () => void; fail: (error: Error) => void }>();
  const work = (piece: number) =>
    new Promise<string>((resolve, reject) => {
      started.push(piece);
      ends.set(piece, { done: () => resolve(`result ${piece}`), fail: reject });
    });
  return { started, ends, work };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('inOrder', () => {
  it('gives the results in the order of the pieces, whichever ends first', async () => {
    const { started, ends, work } = held();
    const all = inOrder([0, 1, 2], 2, work);
    await turn();
    expect(started).toEqual([0, 1]);
    ends.get(1)!.done();
    await turn();
    expect(started).toEqual([0, 1, 2]);
    ends.get(2)!.done();
    ends.get(0)!.done();
    expect(await all).toEqual(['result 0', 'result 1', 'result 2']);
  });

  it('throws the error of the first piece that failed, after all that began, and begins no other', async () => {
    const { started, ends, work } = held();
    const all = inOrder([0, 1, 2, 3], 3, work);
    let isSettled = false;
    const failed = all.catch((error) => {
      isSettled = true;
      return error;
    });
    await turn();
    ends.get(2)!.fail(new Error('of 2'));
    await turn();
    ends.get(0)!.fail(new Error('of 0'));
    await turn();
    expect([started, isSettled]).toEqual([[0, 1, 2], false]);
    ends.get(1)!.done();
    expect((await failed).message).toBe('of 0');
  });
});
