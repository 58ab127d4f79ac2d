import { describe, expect, it } from 'vitest';
import { builtInKinds } from './built-in-kinds.ts';
import { describeRow, unknownNames } from './describe-row.ts';

describe('describeRow', () => {
  it('groups numbers, but no ids', () => {
    const row = { app_id: '1400000001', value: '12345.500000000', expected: '1000000', gone: null };
    expect(describeRow('{app_id}: {value} of {expected}{gone}, {other}', row)).toBe(
      '1400000001: 12,345.5 of 1,000,000, {other}',
    );
  });

  it('takes each value as it is', () => {
    expect(describeRow('{subject} $& {value}', { subject: '{value} $1', value: '1' })).toBe(
      '{value} $1 $& 1',
    );
  });
});

describe('unknownNames', () => {
  it('lists names that no column has', () => {
    expect(unknownNames('{a} {b} {a}', ['b'])).toEqual(['a', 'a']);
  });
});

describe('each kind that comes with imbill', () => {
  it.each(builtInKinds())(
    '$code says what it means, and has whole numbers as thresholds',
    (kind) => {
      expect(kind.meaning).toMatch(/^[A-Z].+\.$/);
      expect(kind.message).toMatch(/\.$/);
      expect(kind.parameters.length).toBeGreaterThan(0);
      for (const { name, value, meaning } of kind.parameters) {
        expect(value).toMatch(/^\d+$/);
        expect(meaning).not.toBe('');
        expect(kind.sql).toContain(`$${name} as integer`);
      }
    },
  );
});
