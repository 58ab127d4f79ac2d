import { describe, expect, it } from 'vitest';
import { settingsOfMonth } from './settings-of-month.ts';

const set = (from: string, extraMonths: number) => ({ appId: 'a', from, extraMonths });

describe('settingsOfMonth', () => {
  it.each([
    ['nothing ever set', [], 0],
    ['set before', [set('2019-01-06', 2)], 2],
    ['set on the last day', [set('2019-03-31', 2)], 2],
    ['set after the month', [set('2019-04-01', 2)], 0],
    ['lowered on the 1st', [set('2019-01-06', 5), set('2019-03-01', 1)], 1],
    ['lowered on the 2nd', [set('2019-01-06', 5), set('2019-03-02', 1)], 5],
    ['raised and ended', [set('2019-03-06', 3), set('2019-03-07', 0)], 3],
    ['ended long ago', [set('2018-03-06', 3), set('2018-04-07', 0)], 0],
  ])('%s', (_, settings, extraMonths) => {
    const expected = {
      roamingMonths: extraMonths,
      historyDays: extraMonths * 30,
      contradictions: [],
    };
    expect(settingsOfMonth(settings, '2019-03')).toEqual(expected);
    expect(settingsOfMonth(settings.toReversed(), '2019-03')).toEqual(expected);
  });

  it('takes days of history as they are given', () => {
    const settings = [{ ...set('2019-01-06', 0), historyDays: 90 }, set('2019-03-20', 1)];
    expect(settingsOfMonth(settings, '2019-03')).toMatchObject({ historyDays: 90 });
    expect(settingsOfMonth(settings, '2019-04')).toMatchObject({ historyDays: 30 });
  });

  it('takes the higher of two settings of a day, and names both', () => {
    const settings = [set('2019-01-06', 2), set('2019-01-06', 1), set('2019-01-06', 2)];
    expect(settingsOfMonth(settings, '2019-03')).toEqual({
      roamingMonths: 2,
      historyDays: 60,
      contradictions: [{ from: '2019-01-06', extraMonths: [1, 2], historyDays: [30, 60] }],
    });
  });
});
