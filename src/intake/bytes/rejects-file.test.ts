import { describe, expect, it } from 'vitest';
import { assertMostAreGood } from './rejects-file.ts';

describe('assertMostAreGood', () => {
  const check = (lines: number, rejected: number) => () =>
    assertMostAreGood('logs/a.csv', { lines, rejected }, 100);

  it.each([
    ['few bad lines', 100, 100],
    ['as many good lines as bad ones', 202, 101],
  ])('takes %s', (_, lines, rejected) => {
    expect(check(lines, rejected)).not.toThrow();
  });

  it('ends the reading of a file of bad lines', () => {
    expect(check(201, 101)).toThrow(
      'logs/a.csv: 101 of its first 201 lines are no records; reading stopped there.\n',
    );
  });
});
