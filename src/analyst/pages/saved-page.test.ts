import { describe, expect, it } from 'vitest';
import { savedPage } from './saved-page.ts';

const pageOf = (text: string) => savedPage({ name: 'users', path: 'pages/users.sql', text });

describe('savedPage', () => {
  it('reads title, description, parameters and chart from the leading comment', () => {
    const text = `-- Users of each day
-- For the weekly meeting.
-- Ask the data team.
-- $month = '2026-09': billing month
-- users: distinct users
-- chart: line x=usage_date y=users
select usage_date, quantity as users from daily_usage where $month = '' and $app = ''
`;
    expect(pageOf(text)).toEqual({
      ...{ name: 'users', path: 'pages/users.sql', sql: text },
      title: 'Users of each day',
      description: 'For the weekly meeting. Ask the data team.',
      parameters: [
        { name: 'month', value: '2026-09', meaning: 'billing month' },
        { name: 'app', value: '', meaning: '' },
      ],
      chart: { kind: 'line', x: 'usage_date', y: 'users', line: 6 },
    });
  });

  it('has the name as the title of a file without a comment', () => {
    expect(pageOf('select 1 as one')).toEqual({
      ...{ name: 'users', path: 'pages/users.sql', sql: 'select 1 as one' },
      ...{ title: 'users', description: '', parameters: [] },
    });
  });

  it.each(['pie x=a y=b', 'bar x=a', ''])('refuses the chart "%s", with file and line', (asked) => {
    expect(pageOf(`-- Users\n-- chart: ${asked}\nselect 1 as one`).chart).toEqual({
      problem: `pages/users.sql, line 2: the chart is "${asked}".
Accepted: bar or line, then x=COLUMN y=COLUMN, such as bar x=usage_date y=users.`,
    });
  });
});
