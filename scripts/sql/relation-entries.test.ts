import { describe, expect, it } from 'vitest';
import { entryProblems } from './relation-entries.ts';

const dau =
  '-- Users.\n-- grain: app_id\nwith daily as (select app_id, users from t) select * from daily';
const entry = `dau:
  description: Users.
  grain: app_id
  columns:
    app_id: text
    users: users
`;

describe('entryProblems', () => {
  it('is nothing where entries and files agree', () => {
    expect(entryProblems(entry, new Map([['dau', dau]]))).toEqual([]);
  });

  it('finds a file without an entry and an entry without a file', () => {
    expect(entryProblems(entry, new Map([['mau', dau]]))).toEqual([
      'dau: has no SQL file',
      'mau: has no entry in models.yml',
    ]);
  });

  it('finds another grain and other columns', () => {
    const yaml = entry.replace('grain: app_id', 'grain: app').replace('    users: users\n', '');
    expect(entryProblems(yaml, new Map([['dau', dau]]))).toEqual([
      'dau: grain is "app", its file says "app_id"',
      'dau: columns are app_id; its file has app_id, users',
    ]);
  });

  it.each([
    ['a description of two lines', entry.replace('Users.', '"a\\nb"'), 'is not one line of text'],
    ['a column without unit', entry.replace('users: users', 'users:'), 'expected string'],
    ['an unknown key', `${entry}  unit: users\n`, 'Unrecognized key'],
  ])('refuses %s', (_, yaml, message) => {
    expect(() => entryProblems(yaml, new Map())).toThrow(message);
  });
});
