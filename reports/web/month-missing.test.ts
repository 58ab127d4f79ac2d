import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { MissingDelivery } from '../../src/invoice/missing-delivery.ts';
import { emptySummary } from '../testing/sample-summary.ts';
import { monthMissing } from './month-missing.ts';
import { pageContext } from './page-context.ts';

const place = pageContext({ language: 'en', isServed: true, depth: 0 });

function missing(message: string): MissingDelivery {
  return {
    ...{ source: 'logins', entry: 'logs/*', state: 'differs', day: null },
    ...{ expected: '1 bytes', found: '2 bytes', message },
  };
}

describe('monthMissing', () => {
  it('lists what is missing, and folds a long list', () => {
    const shown = (count: number) => {
      const list = Array.from({ length: count }, (_, index) => missing(`<b>${index}</b>`));
      const summary = emptySummary({ missing_deliveries: list });
      const { document } = parseHTML(`<body>${monthMissing({ summary }, place)}</body>`);
      const items = [...document.querySelectorAll('li p')].map((item) => item.textContent);
      return [document.querySelector('details')?.hasAttribute('open'), items.length, items[0]];
    };
    expect([shown(20), shown(21)]).toEqual([
      [true, 20, '<b>0</b>'],
      [false, 21, '<b>0</b>'],
    ]);
  });

  it('is nothing if nothing is missing, or the month has no summary', () => {
    expect(monthMissing({ summary: emptySummary() }, place)).toBe(false);
    expect(monthMissing({}, place)).toBe(false);
  });
});
