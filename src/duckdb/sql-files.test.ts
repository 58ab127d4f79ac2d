import { describe, expect, it } from 'vitest';
import { metricCatalogue } from '../metrics/catalogue.ts';
import { currentSql, SqlFiles } from './sql-files.ts';

const sql = new SqlFiles({
  'staging/macros': '-- none',
  'staging/stg_logins': '-- from stg_groups\nselect * from lake_logins',
  'intermediate/users': 'select * from stg_logins',
  'metrics/wau':
    '-- grain: app_id, usage_date\n-- adds up over: user_id\nselect * from users join stg_logins',
  'shortcuts/user_weeks': '-- cached as: cached_user_weeks\nselect * from stg_logins',
  'shortcuts/wau_shortcut': 'select * from user_weeks',
  'marts/usage': 'select * from wau',
});

describe('SqlFiles', () => {
  it('creates views after those that they read, each once', () => {
    expect(sql.viewStatements(['usage'])).toEqual([
      'create or replace temp view stg_logins as\n-- from stg_groups\nselect * from lake_logins',
      'create or replace temp view users as\nselect * from stg_logins',
      expect.stringMatching(/^create or replace temp view wau as\n/),
      'create or replace temp view usage as\nselect * from wau',
    ]);
    expect(sql.viewStatements(['users'], ['stg_logins'])).toHaveLength(1);
  });

  it('answers what a metric is measured from, and how', () => {
    expect(sql.metricsOf('logins', 'day')).toEqual(['wau']);
    expect(sql.metricsOf('groups')).toEqual([]);
    expect(sql.rulesOf('wau')).toEqual(['staging/stg_logins', 'intermediate/users', 'metrics/wau']);
    expect([sql.relationOf('wau'), sql.addsUpOver('wau')]).toEqual(['wau_shortcut', 'user_id']);
    expect(sql.cachedRelationOf('wau')).toEqual({
      name: 'user_weeks',
      readsFrom: 'cached_user_weeks',
    });
  });

  it('replaces all measuring rules, and nothing else, by those of an issued document', () => {
    const then = sql.withRules({ 'staging/macros': '', 'metrics/wau': 'select 1' });
    expect(then.rules()).toEqual({ 'staging/macros': '', 'metrics/wau': 'select 1' });
    expect([then.relationOf('wau'), then.cachedRelationOf('wau')]).toEqual(['wau', undefined]);
    expect(then.text('marts', 'usage')).toBe('select * from wau');
  });

  it('refuses names that it does not know, and two files of one name', () => {
    expect(() => sql.text('marts', 'x')).toThrow('There is no file sql/marts/x.sql');
    expect(() => sql.viewStatements(['x'])).toThrow('There is no relation x in sql/');
    const twice = { 'metrics/wau': 'select 1', 'marts/wau': 'select 2' };
    expect(() => new SqlFiles(twice)).toThrow('Two files of sql/ are named wau');
  });

  it('measures exactly the metrics of the catalogue that are not only delivered', () => {
    const measured = currentSql().names('metrics');
    const names = [...metricCatalogue().keys()];
    expect(measured.filter((name) => !names.includes(name))).toEqual([]);
    const others = names.filter((name) => !measured.includes(name));
    expect(others).toEqual(['accounts', 'group_members', 'groups_per_user', 'friends_per_user']);
  });
});
