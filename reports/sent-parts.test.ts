import { expect, it } from 'vitest';
import { taxTitle } from './sent-parts.ts';

it('calls only the rate of 0 percent that of an exempt customer', () => {
  const rate = { net: '-100.00', tax: '-6.00', gross: '-106.00', included: true };
  expect(taxTitle({ ...rate, percent: '6' }, true).en).toBe('included in the prices');
  expect(taxTitle({ ...rate, percent: '0', included: false }, true).en).toBe('exempt customer');
});
