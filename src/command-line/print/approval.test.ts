import { expect, it } from 'vitest';
import { describeApproval } from './approval.ts';

it('names the amounts of approved drafts with tax', () => {
  const text = describeApproval({
    month: '2026-09',
    action: 'approve',
    drafts_sha256: 'ab12',
    is_new: true,
    approvals: [],
    drafts: 2,
    totals: [
      {
        prepaid: '0.00',
        postpaid: '0.00',
        currency: 'CNY',
        total: '100.00',
        net: '100.00',
        tax: '6.00',
        gross: '106.00',
      },
      { prepaid: '0.00', postpaid: '0.00', currency: 'USD', total: '50.00' },
    ],
    rule: null,
    of: 'month',
  });
  expect(text.split('\n')[0]).toBe('Approved 2 drafts of 2026-09, 106.00 CNY, 50.00 USD.');
});
