import { describe, expect, it } from 'vitest';
import { lineUnits } from './line-units.ts';
import { dauLine, proLine } from './testing/sample-invoice.ts';

const explained = (en: string) => ({ explanation: { zh: '', en } });

describe('lineUnits', () => {
  it('counts what is bought in months', () => {
    expect(lineUnits(proLine('1', { quantity: '3' }))).toEqual({
      quantity: { zh: '个月', en: 'months' },
    });
  });

  it('says how large a block is', () => {
    const line = dauLine('1', {
      quantity: '2',
      ...explained('Peak 1 users → 2 started blocks of 100,000 × 10,000 = 20,000.00'),
    });
    expect(lineUnits(line)).toEqual({
      usage: { zh: '用户', en: 'users' },
      quantity: { zh: '档，每档 100,000', en: 'blocks of 100,000' },
    });
  });

  it('multiplies blocks by the months that they are kept', () => {
    const line = dauLine('1', {
      quantity: '6',
      ...explained('Peak 1 users → 2 started blocks of 100,000 × 3 extra months × 800 = 4,800.00'),
    });
    expect(lineUnits(line).quantity).toEqual({ zh: '档 × 月', en: 'blocks × months' });
  });

  it('adds up the megabits of days as Mbps-days', () => {
    const sum_of = { metric: 'bandwidth_domestic_mbps', days: [] };
    const { included: _, ...line } = dauLine('1', { unit: 'Mbps', usage: '91', quantity: '91' });
    const days = { zh: 'Mbps·天', en: 'Mbps-days' };
    expect(lineUnits({ ...line, sum_of, ...explained('91 × 2 = 182.00') })).toEqual({
      usage: days,
      quantity: days,
    });
  });

  it('names no unit of a quantity of 0, or of 1 for a price of the whole usage', () => {
    const free = dauLine('1', { quantity: '0', ...explained('is not above → 0.00') });
    const flat = dauLine('1', { quantity: '1', ...explained('→ flat 500 = 500.00') });
    expect([lineUnits(free).quantity, lineUnits(flat).quantity]).toEqual([undefined, undefined]);
  });

  it('counts units above what is included', () => {
    const line = dauLine('1', { quantity: '50000', ...explained('50,000 × 0.08 = 4,000.00') });
    expect(lineUnits(line).quantity).toEqual({ zh: '用户', en: 'users' });
  });
});
