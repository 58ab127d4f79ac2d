import { describe, expect, it } from 'vitest';
import { mostMoved } from './most-moved.ts';

const charge = (month: string, sku: string, amount: string) => ({
  month,
  sku,
  amount,
  customerId: 'acme',
  currency: 'CNY',
});

describe('mostMoved', () => {
  it('finds the charge that moved most, up or down', () => {
    const charges = [
      charge('2026-08', 'pro', '999.00'),
      charge('2026-09', 'pro', '999.00'),
      charge('2026-08', 'dau', '20000.00'),
      charge('2026-09', 'dau', '10000.00'),
      charge('2026-09', 'groups', '9000.00'),
    ];
    expect(mostMoved(charges, '2026-09')).toEqual({ sku: 'dau', change: '-10000.00' });
  });

  it('takes the first by name of two, and none where nothing moved', () => {
    const both = [charge('2026-09', 'groups', '1.00'), charge('2026-09', 'dau', '1.00')];
    expect(mostMoved(both, '2026-09')).toEqual({ sku: 'dau', change: '1.00' });
    const same = [charge('2026-08', 'pro', '9.00'), charge('2026-09', 'pro', '9.00')];
    expect(mostMoved(same, '2026-09')).toBeUndefined();
  });
});
