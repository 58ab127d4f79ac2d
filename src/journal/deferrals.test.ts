import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Month, monthsBetween } from '../calendar/month.ts';
import { sumMoney } from '../money/round-money.ts';
import { deferralsOf, type OrderEvent, type OrderTerms } from './deferrals.ts';

const year: OrderTerms = { months: 12, from: '2026-09-12', isEnded: false };
const order = { customerId: 'acme', appId: 'a1', sku: 'pro', orderId: 'P-1', currency: 'CNY' };

/** A sale of a year for 1000.00 in September, or a change of it. */
function event(changes: Partial<OrderEvent> = {}): OrderEvent {
  const sold = { number: 'INV-1', bookedIn: '2026-09', knownUntil: '2026-09', net: '1000.00' };
  return { ...order, ...sold, terms: year, ...changes };
}

/** Releases of some months: month → amount. */
function released(events: readonly OrderEvent[], from: Month, until: Month) {
  return monthsBetween(from, until).map((month) => {
    const known = events.filter(({ bookedIn }) => bookedIn <= month);
    return deferralsOf(known, month).releases.map(({ amount }) => amount)[0] ?? '0.00';
  });
}

describe('deferralsOf', () => {
  it('releases a share a month, the first at once and the last with the rest', () => {
    // 1000 / 12 = 83.333…; 1000 − 11 × 83.33 = 83.37
    expect(released([event()], '2026-08', '2027-09')).toEqual([
      '0.00',
      ...Array(11).fill('83.33'),
      '83.37',
      '0.00',
    ]);
  });

  it('defers nothing of an order of one month, and of lines without terms', () => {
    const month = { ...year, months: 1 };
    for (const terms of [month, undefined]) {
      const events = [event({ terms })];
      expect(deferralsOf(events, '2026-09')).toMatchObject({ releases: [] });
      expect(deferralsOf(events, '2026-09').isDeferred('INV-1', order)).toBe(false);
    }
    expect(deferralsOf([event()], '2026-09').isDeferred('INV-1', order)).toBe(true);
    expect(deferralsOf([event()], '2026-09').isDeferred('INV-2', order)).toBe(false);
  });

  it('releases what is left in the month of a refund', () => {
    const ended = { ...year, isEnded: true };
    const refund = event({ number: 'INV-2', bookedIn: '2026-11', knownUntil: '2026-11' });
    // 1000 − 700 − 2 × 83.33 = 133.34
    const own = [event(), { ...refund, net: '-700.00', terms: ended }];
    expect(released(own, '2026-09', '2026-12')).toEqual(['83.33', '83.33', '133.34', '0.00']);
    // a refund with an id of its own is no line of the order: 1000 − 2 × 83.33
    const other = [event(), { ...refund, net: '0.00', terms: ended }];
    expect(released(other, '2026-11', '2026-12')).toEqual(['833.34', '0.00']);
    // a later correction of September does not know the refund
    const late = event({ number: 'CN-1', bookedIn: '2026-12', net: '-10.00' });
    expect(released([...own, late], '2026-11', '2026-12')).toEqual(['133.34', '-10.00']);
  });

  it('turns a void back, and makes up for corrections', () => {
    const voided = event({
      number: 'CN-1',
      bookedIn: '2026-11',
      net: '-1000.00',
      terms: undefined,
    });
    expect(released([event(), voided], '2026-09', '2026-12')).toEqual([
      ...['83.33', '83.33', '-166.66', '0.00'],
    ]);
    // from 1 month of 100.00 to 3 of 300.00 in October: 2 shares have begun, one is booked already
    const short = event({ net: '100.00', terms: { ...year, months: 1 } });
    const terms = { ...year, months: 3 };
    const longer = event({ number: 'DN-1', bookedIn: '2026-10', net: '200.00', terms });
    expect(released([short, longer], '2026-09', '2026-12')).toEqual([
      ...['0.00', '100.00', '100.00', '0.00'],
    ]);
  });

  it('keeps as deferred what months that have not begun cost, and in the end nothing', () => {
    const change = fc.record({
      at: fc.integer({ min: 0, max: 20 }),
      cents: fc.integer({ min: -200_000, max: 300_000 }),
      months: fc.option(fc.integer({ min: 1, max: 14 }), { nil: undefined }),
    });
    const months = monthsBetween('2026-09', '2029-12');
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        const events = changes
          .toSorted((a, b) => a.at - b.at)
          .map(({ at, cents, months: bought }, index) =>
            event({
              number: `D-${index}`,
              bookedIn: months[at]!,
              net: (cents / 100).toFixed(2),
              terms: bought === undefined ? undefined : { ...year, months: bought },
            }),
          );
        let balance = 0;
        for (const [index, month] of months.entries()) {
          const known = events.filter(({ bookedIn }) => bookedIn <= month);
          const { isDeferred, releases } = deferralsOf(known, month);
          for (const { number, net, bookedIn } of known)
            if (bookedIn === month && isDeferred(number, order)) balance += cents(net);
          balance -= cents(releases[0]?.amount ?? '0.00');
          expect(balance).toBe(deferredCents(known, index + 1));
        }
        expect(balance).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

function cents(amount: string): number {
  return Math.round(Number(amount) * 100);
}

/** Adds up the cents of the months that have not begun, one by one. */
function deferredCents(known: readonly OrderEvent[], begun: number): number {
  const bought = known.findLast(({ terms }) => terms !== undefined)?.terms?.months;
  if (bought === undefined || known.every(({ terms = { months: 1 } }) => terms.months === 1))
    return 0;
  const net = cents(sumMoney(known.map((one) => one.net)));
  const share = Math.sign(net) * Math.floor(Math.abs(net) / bought + 0.5);
  let left = net;
  for (let month = 1; month <= begun && month <= bought; month += 1)
    left = month === bought ? 0 : left - share;
  return left;
}
