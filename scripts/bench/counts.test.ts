import { describe, expect, it } from 'vitest';
import { countsOf, differencesOf, wrongTotals } from './counts.ts';

const right = countsOf([
  ['a', '2026-09-01', 7],
  ['b', '2026-09-01', 3],
  ['a', '2026-09-02', 10],
]);

describe('countsOf', () => {
  it('refuses a day that comes twice, and what is no count', () => {
    const day = ['a', '2026-09-01', 7] as const;
    expect(() => countsOf([day, day])).toThrow('a 2026-09-01 was counted twice');
    expect(() => countsOf([['a', '2026-09-01', 1.5]])).toThrow('a 2026-09-01 was counted as 1.5');
    expect(() => countsOf([['a', '2026-09-01', Number.NaN]])).toThrow('was counted as NaN');
  });
});

describe('differencesOf', () => {
  it('names what differs and what only one has, in order', () => {
    const other = countsOf([
      ['c', '2026-09-02', 1],
      ['a', '2026-09-02', 10],
      ['a', '2026-09-01', 8],
    ]);
    expect(differencesOf(['other', other], ['right', right])).toEqual([
      'a 2026-09-01: other counted 8, right 7',
      'b 2026-09-01: other counted nothing, right 3',
      'c 2026-09-02: other counted 1, right nothing',
    ]);
    expect(differencesOf(['same', new Map(right)], ['right', right])).toEqual([]);
  });
});

describe('wrongTotals', () => {
  it('compares the users of each day with those that were made', () => {
    // 7 + 3 on the first day, 10 on the second
    expect(wrongTotals(['right', right], { users: 10, days: 2, apps: 2 })).toEqual([]);
    expect(wrongTotals(['right', right], { users: 11, days: 3, apps: 2 })).toEqual([
      '2026-09-01: right counted 10 users, the data has 11',
      '2026-09-02: right counted 10 users, the data has 11',
      'right counted 2 days, the data has 3',
    ]);
  });
});
