import { describe, expect, it } from 'vitest';
import { emptyInvoice } from '../../../reports/testing/sample-invoice.ts';
import type { CorrectedLine } from '../../jobs/correct.ts';
import { layOut } from '../../terminal/layout.ts';
import { wholeRoom } from '../../terminal/table.ts';
import { describeCorrection } from './corrections.ts';

const line = (difference: string, rate: Partial<CorrectedLine> = {}): CorrectedLine => ({
  ...{ app_id: 'a1', sku: 'pro', kind: 'prepaid', issued: '0.00', now: difference, difference },
  ...{ causes: [{ code: 'prices', details: [] }], ...rate },
});
const customer = { customer_id: 'acme', customer_name: 'Acme', currency: 'CNY' };

function tableOf(lines: CorrectedLine[], tax: Pick<ReturnType<typeof emptyInvoice>, 'tax'> = {}) {
  const amounts = { issued: '0.00', now: '216.50', difference: '216.50' };
  const result = {
    ...{ month: '2026-09', issued: false, dated_in: '2026-10', drafts_sha256: null },
    corrections: [{ ...customer, ...amounts, number: 'P', kind: 'debit_note' as const, lines }],
    documents: [emptyInvoice({ kind: 'debit_note', ...tax })],
  };
  return layOut(describeCorrection(result, '.'), wholeRoom).split('\n').slice(1, -4);
}

describe('describeCorrection', () => {
  it('has no column of tax without tax', () => {
    expect(tableOf([line('216.50')])).toEqual([
      'app  charge  issued     now  difference  why',
      '───  ──────  ──────  ──────  ──────────  ──────',
      'a1   pro       0.00  216.50      216.50  prices',
    ]);
  });

  it('shows the rate of each row, and the tax that is added, so that the rows add up', () => {
    const included = { percent: '6', included: true, net: '94.34', tax: '5.66', gross: '100.00' };
    const added = { percent: '6.5', included: false, net: '100.00', tax: '6.50', gross: '106.50' };
    const none = { percent: '0', included: false, net: '10.00', tax: '0.00', gross: '10.00' };
    const lines = [
      line('100.00', { tax_percent: '6', tax_included: true }),
      line('100.00', { tax_percent: '6.5' }),
      line('10.00'),
    ];
    const sums = { net: '204.34', tax: '12.16', gross: '216.50' };
    expect(tableOf(lines, { tax: { rates: [none, included, added], ...sums } })).toEqual([
      'app  charge  tax          issued     now  difference  why',
      '───  ──────  ───────────  ──────  ──────  ──────────  ──────',
      'a1   pro     6% included    0.00  100.00      100.00  prices',
      'a1   pro     6.5% added     0.00  100.00      100.00  prices',
      'a1   pro     0%             0.00   10.00       10.00  prices',
      '     tax     6.5% added                         6.50',
    ]);
  });
});
