import { describe, expect, it } from 'vitest';
import { leadingComment } from './leading-comment.ts';

describe('leadingComment', () => {
  it.each([
    ['-- Users by month.\n-- grain: month\nselect 1 -- no', 'Users by month. grain: month'],
    ['\n  --Users\r\n\r\n\t-- by month\r\nselect 1', 'Users by month'],
    ['/* Users\n * by month\n */ -- no\nselect 1', 'Users by month'],
    ['-- only', 'only'],
    ['select 1 -- no', ''],
    ['--\nselect 1', ''],
    ['', ''],
  ])('of %j is %j', (sql, comment) => {
    expect(leadingComment(sql)).toBe(comment);
  });

  it('is cut where it is longer than a comment', () => {
    const comment = leadingComment(`-- ${'云'.repeat(2000)}\nselect 1`);
    expect(comment).toBe(`${'云'.repeat(999)}…`);
  });
});
