import { describe, expect, it } from 'vitest';
import { corrections, difference, money, movementClass, sentence, share } from './figures.ts';

const text = (html: { toString(): string } | false) =>
  html === false ? '' : html.toString().replaceAll(/<[^>]*>/g, '');

describe('difference', () => {
  it('has a sign, and a dash where there is nothing to compare', () => {
    expect(text(difference('1234.50'))).toBe('+1,234.50');
    expect(text(difference('-1234.50'))).toBe('−1,234.50');
    expect(text(difference('0.00'))).toBe('±0');
    expect(text(difference(undefined))).toBe('–');
    expect(text(corrections('0.00'))).toBe('–');
  });
});

describe('movementClass', () => {
  it('colours only a movement of a tenth or more', () => {
    expect(movementClass('10.00', '110.00')).toBe('up');
    expect(movementClass('-10.00', '90.00')).toBe('down');
    expect(movementClass('9.99', '109.99')).toBe('');
    expect(movementClass('-9.99', '90.01')).toBe('');
    expect(movementClass('0.00', '100.00')).toBe('');
  });

  it('colours what was nothing before, or a credit', () => {
    expect(movementClass('1.00', '1.00')).toBe('up');
    expect(movementClass('-1.00', '-5.00')).toBe('down');
  });
});

describe('sentence', () => {
  it('keeps each day whole, and all that is said', () => {
    const html = sentence('Bought on 2026-09-01 <b>, valid to 2026-09-30').toString();
    expect(html).toBe(
      'Bought on <span class="number">2026-09-01</span> &lt;b&gt;, valid to <span class="number">2026-09-30</span>',
    );
  });
});

describe('share', () => {
  it('is what changed of what it was before', () => {
    expect(text(share('25.00', '125.00'))).toBe('+25.0%');
    expect(text(share('-50.00', '50.00'))).toBe('−50.0%');
    expect(text(share('99900.00', '100000.00'))).toBe('+99900%');
  });

  it('is nothing where there was nothing, or nothing changed', () => {
    expect(share('10.00', '10.00')).toBe(false);
    expect(share('0.00', '10.00')).toBe(false);
    expect(share(undefined, '10.00')).toBe(false);
  });
});

describe('money', () => {
  it('keeps every digit', () => {
    expect(text(money('12345678901234567890.01', 'CNY'))).toBe('CNY 12,345,678,901,234,567,890.01');
    expect(text(money('1.00', ''))).toBe('1.00');
  });
});
