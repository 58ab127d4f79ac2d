import { describe, expect, it } from 'vitest';
import { headerOf, layoutProblems } from './layout.ts';

const query = `with

daily as (

    select *
    from stg_logins

)

select * from daily
`;
const metric = `-- Users.\n-- grain: app_id\n-- units: quantity in users\n${query}`;

describe('headerOf', () => {
  it('reads the comment at the top, lines joined', () => {
    const sql =
      '-- Users who\n-- logged in.\n-- grain: app_id,\n--   user_id\n-- units: a in b\n-- adds up over: user_id\nselect 1 -- grain: no';
    expect(headerOf(sql)).toEqual({
      meaning: 'Users who logged in.',
      grain: 'app_id, user_id',
      units: 'a in b',
      addsUpOver: 'user_id',
    });
  });

  it('is empty where another line stands first', () => {
    expect(headerOf('\n-- Users.\nselect 1')).toEqual({ meaning: '' });
  });
});

describe('layoutProblems', () => {
  it('is nothing for the style', () => {
    expect(layoutProblems(metric, 'metric')).toEqual([]);
  });

  it('lets an example be without grain and in an order', () => {
    const ordered = `-- Users?\n${query}order by app_id\n`;
    expect(layoutProblems(ordered, 'example')).toEqual([]);
    expect(layoutProblems(ordered, 'relation').map(({ message }) => message)).toEqual([
      'the header has no "-- grain: …"',
      'the last line is not a bare "select * from …"',
    ]);
  });

  it('asks a metric alone for its units, and macros for neither grain nor select', () => {
    const bare = `-- Users.\n-- grain: app_id\n${query}`;
    expect(layoutProblems(bare, 'relation')).toEqual([]);
    expect(layoutProblems(bare, 'metric')).toEqual([
      { line: 1, message: 'the header has no "-- units: …"' },
    ]);
    const macros = '-- Helpers.\ncreate macro a() as 1;\ncreate macro b() as 2;\n';
    expect(layoutProblems(macros, 'macros')).toEqual([]);
  });

  it('finds a missing meaning and grain', () => {
    expect(layoutProblems(query, 'relation')).toEqual([
      { line: 1, message: 'the first line is no comment that states the meaning' },
      { line: 1, message: 'the header has no "-- grain: …"' },
    ]);
  });

  it('finds upper case outside of comments and strings', () => {
    const sql = metric.replace('select *\n', "SELECT *, 'A' as Name, E'B' as c -- D\n");
    expect(layoutProblems(sql, 'metric')).toEqual([
      { line: 8, message: 'SELECT: write it in lower case' },
      { line: 8, message: 'Name: write it in lower case' },
    ]);
  });

  it('finds a second statement and a last line that is no bare select', () => {
    expect(layoutProblems(metric.replace(/daily\n$/, 'daily;\n'), 'metric')).toEqual([
      { line: 13, message: 'a file is one statement, without ;' },
      { line: 13, message: 'the last line is not a bare "select * from …"' },
    ]);
    expect(layoutProblems(metric.replace(/daily\n$/, 'daily where a\n'), 'metric')).toEqual([
      { line: 13, message: 'the last line is not a bare "select * from …"' },
    ]);
  });

  it('finds tabs, odd indents, spaces and line breaks at the end', () => {
    const sql = metric.replace('    select *', '\tselect *').replace('    from', '   from');
    expect(layoutProblems(`${sql.replace('daily as (', 'daily as ( ')}\n`, 'metric')).toEqual([
      { line: 6, message: 'a space at the end' },
      { line: 8, message: 'a tab or carriage return' },
      { line: 9, message: 'indented by 3 spaces, not by a multiple of four' },
      { line: 15, message: 'the file does not end with one line break' },
    ]);
  });
});
