import { describe, expect, it } from 'vitest';
import type { OpenItem } from '../../jobs/open-items.ts';
import { describeOpenItems } from './open-items.ts';

const item = (code: OpenItem['code'], month: string): OpenItem => ({
  ...{ code, month, subject: month },
  message: `${code} of ${month}`,
});

describe('describeOpenItems', () => {
  it('names a month that is not billed once, also if it has orders', () => {
    const items = [
      item('month-not-billed', '2026-08'),
      item('purchase-in-unbilled-month', '2026-08'),
      item('purchase-in-unbilled-month', '2026-09'),
    ];
    expect(describeOpenItems(items)).toEqual([
      '2 open items:',
      '  month-not-billed of 2026-08 (month-not-billed)',
      '  purchase-in-unbilled-month of 2026-09 (purchase-in-unbilled-month)',
    ]);
  });
});
