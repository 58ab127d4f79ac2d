import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../src/invoice/document.ts';
import { linesTable } from './invoice-lines.ts';
import { dauLine, proLine } from './testing/sample-invoice.ts';
import { wordsIn } from './text/bilingual.ts';

function table(lines: InvoiceLine[]) {
  const { document } = parseHTML(`<body>${linesTable(lines, wordsIn())}</body>`);
  const texts = (selector: string): string[] =>
    [...document.querySelectorAll(selector)].map((each) =>
      each.textContent.replace(/\s+/g, ' ').trim(),
    );
  return { document, texts };
}

describe('linesTable', () => {
  it('shows a postpaid line with all its figures', () => {
    expect(table([dauLine('1')]).texts('.figures > *')).toEqual([
      '每日活跃用户 Daily active users',
      '150,000 用户 users',
      '100,000',
      '1 档，每档 100,000 block of 100,000',
      '10,000.00',
      '10,000.00',
    ]);
  });

  it('shows a prepaid line with its order and validity, and a refund as negative', () => {
    const { document, texts } = table([proLine('1', { unit_price: '-500', amount: '-500.00' })]);
    expect(texts('.figures > *')).toEqual([
      '专业版套餐 Pro plan',
      '1 个月 month',
      '\u2212500.00',
      '\u2212500.00',
    ]);
    expect(document.querySelector('.figures th')?.getAttribute('colspan')).toBe('3');
    expect(texts('.fact')).toEqual(['订单 Order O-20260905-0001']);
  });

  it('shows both explanations under each line, and the deciding slot', () => {
    const explanation = { zh: '一 <b>', en: 'one <b>' };
    const peak_at = '2026-09-18T20:35:00+08:00';
    const { texts } = table([
      dauLine('1', { explanation }),
      dauLine('1', { explanation, peak_at }),
    ]);
    expect(texts('.reasons')).toEqual([
      '一 <b> one <b>',
      '一 <b> one <b> 最高时段 Highest slot 2026-09-18 20:35',
    ]);
  });

  it('puts prepaid before postpaid, each of several lines with the subtotal of its printed amounts', () => {
    const lines = [
      dauLine('1', { amount: '0.10' }),
      proLine('1'),
      dauLine('1', { amount: '0.20' }),
    ];
    const { texts } = table(lines);
    expect(texts('.kind')).toEqual(['预付费 Prepaid', '后付费 Postpaid']);
    expect(texts('.subtotal')).toEqual(['小计 Subtotal · 后付费 Postpaid0.30']);
  });

  it('leaves out a kind without lines', () => {
    expect(table([proLine('1')]).texts('.kind')).toEqual(['预付费 Prepaid']);
  });

  it('keeps every digit of a huge number, which may break at its point only', () => {
    const { document, texts } = table([dauLine('1', { usage: '1000000000.123456789' })]);
    expect(texts('td[data-label="用量 Usage"]')).toEqual(['1,000,000,000.123456789 用户 users']);
    expect(document.querySelector('td.long span')?.innerHTML).toMatch(
      /^1,000,000,000\.<wbr>123456789 /,
    );
  });
});
