import { describe, expect, it } from 'vitest';
import { nameProblem, viewName } from './view-name.ts';

describe('viewName', () => {
  it.each([
    ['models/top_customers.sql', 'top_customers'],
    ['models/deep/er/Top.SQL', 'Top'],
    ['models/cafe\u0301.sql', 'café'],
  ])('of %j is %j', (path, name) => {
    expect(viewName(path)).toBe(name);
  });
});

describe('nameProblem', () => {
  it.each(['a', '_a1', 'Top_Customers', '月度用量', 'हिन्दी', 'a'.repeat(63)])(
    'accepts %j',
    (name) => {
      expect(nameProblem(name)).toBeUndefined();
    },
  );

  it.each([
    ['top-customers', 'top_customers'],
    ['2026 users', 'model_2026_users'],
    ['a"; drop table apps --', 'a_drop_table_apps'],
    ['a.b', 'a_b'],
    ['a\nb', 'a_b'],
    ['\u202e', 'daily_report'],
    ['a'.repeat(64), 'a'.repeat(63)],
  ])('refuses %j', (name, suggested) => {
    expect(nameProblem(name)).toBe(
      `The file's name cannot be a view's.\nAccepted: letters, digits and _, no digit first, at most 63, then .sql; such as ${suggested}.sql.`,
    );
  });
});
