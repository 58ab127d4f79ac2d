import { describe, expect, it } from 'vitest';
import { queryHeader, withDefaults } from './query-header.ts';

const query = `\uFEFF-- How many users,
-- and when?
-- zh: 多少用户？
-- $month = '': billing month; empty for the newest\r
-- zh $month: 账期
-- $name = 'it''s'
-- users: distinct users: of the day
select $month, $other -- $other = 'x'
`;

describe('queryHeader', () => {
  it('reads question, parameters with their values, and columns', () => {
    expect(queryHeader(query)).toEqual({
      question: 'How many users, and when?',
      questionZh: '多少用户？',
      parameters: [
        { name: 'month', value: '', meaning: 'billing month; empty for the newest' },
        { name: 'name', value: "it's", meaning: '' },
      ],
      columns: [{ name: 'users', meaning: 'distinct users: of the day' }],
    });
  });

  it.each(['select 1', '', '\n-- late\nselect 1'])('finds none in %j', (sql) => {
    expect(queryHeader(sql)).toEqual({ question: '', parameters: [], columns: [] });
  });
});

describe('withDefaults', () => {
  it('takes what is given, else what the header says of what the query names', () => {
    expect(withDefaults(query, {})).toEqual({ month: '' });
    expect(withDefaults(query, { month: '2026-09', wrong: '1' })).toEqual({
      month: '2026-09',
      wrong: '1',
    });
  });
});
