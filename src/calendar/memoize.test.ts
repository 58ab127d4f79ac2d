import { describe, expect, it } from 'vitest';
import { memoize } from './memoize.ts';

describe('memoize', () => {
  it('answers as the function does, which it asks once', () => {
    const asked: string[] = [];
    const sum = memoize((day, days: number) => {
      asked.push(`${day} + ${days}`);
      return `${day} + ${days}`;
    });
    const answers = [sum('a', 1), sum('a', 2), sum('b', 1), sum('a', 1), sum('b', 1)];
    expect(answers).toEqual(['a + 1', 'a + 2', 'b + 1', 'a + 1', 'b + 1']);
    expect(asked).toEqual(['a + 1', 'a + 2', 'b + 1']);
  });

  it('forgets what it was asked rather than keep ever more, and still answers', () => {
    let asked = 0;
    const text = memoize((day, of: number) => {
      asked += 1;
      return `${day} ${of}`;
    });
    for (let of = 0; of <= 10_000; of++) expect(text('a', of)).toBe(`a ${of}`);
    expect([text('a', 10_000), text('a', 0)]).toEqual(['a 10000', 'a 0']);
    expect(asked).toBe(10_002);
  });

  it('keeps nothing of what fails', () => {
    const fails = memoize((day, _: number): string => {
      throw new RangeError(day);
    });
    expect(() => fails('a', 1)).toThrow(new RangeError('a'));
    expect(() => fails('a', 1)).toThrow(new RangeError('a'));
  });
});
