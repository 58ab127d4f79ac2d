import { describe, expect, it } from 'vitest';
import { money, moneyText } from './money.ts';

describe('moneyText', () => {
  it.each([
    ['5281.01', 'CNY', '¥5,281.01'],
    ['-500.00', 'CNY', '−¥500.00'],
    ['0.00', 'HKD', 'HK$0.00'],
    ['1234.50', 'CHF', '1,234.50'],
  ])('writes %s %s as %s', (amount, currency, text) => {
    expect(moneyText(amount, { currency })).toBe(text);
  });

  it('leaves the sign out where the document wants the code alone', () => {
    expect(moneyText('-500.00', { currency: 'CNY', currency_as: 'code' })).toBe('−500.00');
  });
});

describe('money', () => {
  it('has the code beside a sign that several currencies share', () => {
    expect(money('1.00', { currency: 'JPY' }).toString()).toBe(
      '<span class="currency">JPY</span> <span class="number">¥1.00</span>',
    );
  });
});
