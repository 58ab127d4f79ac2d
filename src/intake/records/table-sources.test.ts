import { describe, expect, it } from 'vitest';
import { isTablePath, type TableSource, tableOf, tablePath } from './table-sources.ts';

describe('tableOf', () => {
  it.each([
    ['logins', 'logins', false],
    [' prod.im.logins ', 'prod.im.logins', false],
    ['prod.`im-logs`.`a b`', 'prod.`im-logs`.`a b`', false],
    ['日志.登录', '日志.登录', false],
    ['select ts as time from prod.im.logins where ok', 'prod.im.logins', true],
    ['with t as (select * from a.b)\nselect * from t', 'a.b', true],
    ['select * from (select * from `x`.y)', '`x`.y', true],
    ["select 'a' as app_id", 'select', true],
  ])('reads %j', (text, name, isSelect) => {
    expect(tableOf(text)).toEqual({ name, isSelect });
  });

  it.each([
    '',
    'drop table a',
    'insert into a select * from b',
    'a b',
    'a.b.c.d.e',
    'a;b',
    'select 1; drop table a',
    "a'b",
  ])('refuses %j', (text) => {
    expect(tableOf(text)).toBeUndefined();
  });
});

describe('tablePath', () => {
  const pathOf = (table: string) => tablePath({ table } as TableSource);

  it('is that of the first table of a select, so that a changed select is the same delivery', () => {
    expect(pathOf('select * from prod.`im`.logins where a')).toBe('table://prod.im.logins');
    expect(pathOf('select * from prod.im.logins')).toBe(pathOf('prod.im.logins'));
  });

  it('is never that of a file', () => {
    expect(isTablePath(pathOf('logins'))).toBe(true);
    expect(isTablePath('table:/logins/a.csv')).toBe(false);
  });
});
