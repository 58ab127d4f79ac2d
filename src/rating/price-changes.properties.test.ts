import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allUnits } from '../metrics/catalogue.ts';
import type { PriceBook, UsageCharge } from '../prices/price-book.ts';
import { rateMonth } from './rate-month.ts';
import { dayNumber, dayText, lastDayOf } from './testing/slow-calendar.ts';

type Mode = PriceBook['rounding']['amounts'];

/** A state of a list of one charge, as few numbers as decide. */
interface State {
  from: string;
  rule: 'daily' | 'highest' | 'sum';
  /** Ten-thousandths. */
  price: bigint;
  amounts: Mode;
  to: '0.01' | '0.1' | '1';
}

const monthRules = {
  daily: { month: { of: 'sum' }, priced_by: 'day' },
  highest: { month: { of: 'highest' }, priced_by: 'month' },
  sum: { month: { of: 'sum' }, priced_by: 'month' },
} as const satisfies Record<State['rule'], Pick<UsageCharge, 'month' | 'priced_by'>>;

function bookOf({ from, rule, price, amounts, to }: State): PriceBook {
  const charge: UsageCharge = {
    sku: 'live',
    title: { en: 'Live', zh: '直播' },
    metric: 'bandwidth_domestic_mbps',
    unit: 'Mbps',
    model: 'per_unit',
    source: 's',
    ...monthRules[rule],
    price: `${price / 10_000n}.${String(price % 10_000n).padStart(4, '0')}`,
  };
  return {
    list: 'own',
    from,
    currency: 'CNY',
    rounding: { amounts, to },
    sha256: from,
    source: 's',
    items: [],
    charges: [charge],
  };
}

const months = ['2024-01', '2024-02', '2024-04', '2023-02', '2023-12'];

/** A list whose books begin before, on the first, in the middle, on the last day of, and after a month. */
const given = fc.constantFrom(...months).chain((month) => {
  const [first, last] = [dayNumber(`${month}-01`), dayNumber(lastDayOf(month))];
  const from = fc.oneof(
    fc.constantFrom(first - 40, first - 1, first, first + 1, first + 14, last - 1, last, last + 1),
    fc.integer({ min: first, max: last }),
  );
  const state = fc.record({
    from: from.map(dayText),
    rule: fc.constantFrom<State['rule']>('daily', 'daily', 'daily', 'daily', 'highest', 'sum'),
    price: fc.constantFrom(20_000n, 20_000n, 33_333n, 50n, 5_000n, 15_000n, 0n),
    amounts: fc.constantFrom<Mode>('half_up', 'half_up', 'half_even', 'up', 'down'),
    to: fc.constantFrom<State['to']>('0.01', '0.01', '0.1', '1'),
  });
  const oldest: State = {
    from: '2020-01-01',
    rule: 'daily',
    price: 20_000n,
    amounts: 'half_up',
    to: '0.01',
  };
  const value = fc.oneof(
    fc.constantFrom(0n, 1n, 1_000_000n, 1_000_001n, 999_999n, 2_500n, 7_500n, 250_000n, 5_000_000n),
    fc.bigInt({ min: 0n, max: 3_000_000_000n }),
  );
  return fc.record({
    month: fc.constant(month),
    states: fc
      .uniqueArray(state, { maxLength: 4, selector: (one) => one.from })
      .map((all) => [oldest, ...all]),
    /** Millionths of a Mbps by day. */
    values: fc.uniqueArray(
      fc.tuple(
        fc.oneof(fc.integer({ min: first, max: last }), fc.constantFrom(first, last)).map(dayText),
        value,
      ),
      { maxLength: 12, selector: ([day]) => day },
    ),
  });
});

/** Cents of the lines that the month has, in no order. */
function linesByTheRule(
  month: string,
  states: readonly State[],
  values: readonly (readonly [string, bigint])[],
): bigint[] {
  const inForce = (day: string) =>
    states
      .filter(({ from }) => from <= day)
      .toSorted((a, b) => (a.from < b.from ? -1 : 1))
      .at(-1)!;
  const all = values.map(([, value]) => value);
  const first = inForce(`${month}-01`);
  const inMonth = states.filter(({ from }) => from > `${month}-01` && from <= lastDayOf(month));
  if (first.rule !== 'daily' || inMonth.some(({ rule }) => rule !== 'daily')) {
    const usage = first.rule === 'highest' ? (all.toSorted(ascending).at(-1) ?? 0n) : sumOf(all);
    return usage === 0n ? [] : [rounded(usage * first.price, first)];
  }
  const byPrice = new Map<string, { state: State; usage: bigint }>();
  for (const [day, value] of values.toSorted()) {
    const state = inForce(day);
    const key = `${state.price} ${state.amounts} ${state.to}`;
    const before = byPrice.get(key)?.usage ?? 0n;
    byPrice.set(key, { state, usage: before + value });
  }
  return [...byPrice.values()]
    .filter(({ usage }) => usage > 0n)
    .map(({ state, usage }) => rounded(usage * state.price, state));
}

/** From ten-thousandths of millionths to cents. */
function rounded(exact: bigint, { amounts, to }: State): bigint {
  const step = { '0.01': 1n, '0.1': 10n, '1': 100n }[to];
  const size = step * 100_000_000n;
  const [whole, rest] = [exact / size, exact % size];
  const isUp = {
    half_up: rest * 2n >= size,
    half_even: rest * 2n > size || (rest * 2n === size && whole % 2n === 1n),
    up: rest > 0n,
    down: false,
  }[amounts];
  return (isUp ? whole + 1n : whole) * step;
}

function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => a + b, 0n);
}

function rate(
  month: string,
  states: readonly State[],
  values: readonly (readonly [string, bigint])[],
) {
  return rateMonth({
    month,
    appIds: ['app'],
    units: allUnits(),
    monthlyUsers: new Map(),
    purchases: [],
    roaming: [],
    books: states.map(bookOf),
    usage: values.map(([usageDate, value]) => ({
      appId: 'app',
      metric: 'bandwidth_domestic_mbps',
      usageDate,
      numerator: String(value),
      denominator: '1000000',
    })),
  });
}

const ascending = (a: bigint, b: bigint) => (a < b ? -1 : Number(a > b));

describe('a list of prices that change on any day of a month', () => {
  it('charges each day by its book, or the month by that of its first day where its making changes', () => {
    fc.assert(
      fc.property(given, ({ month, states, values }) => {
        const { lines, total } = rate(month, states, values);
        const amounts = lines.map(({ amount }) => BigInt(amount.replace('.', '')));
        const expected = linesByTheRule(month, states, values);
        expect(amounts.toSorted(ascending)).toEqual(expected.toSorted(ascending));
        expect(BigInt(total.replace('.', ''))).toBe(sumOf(expected));
      }),
      { numRuns: 400 },
    );
  });

  it('takes no notice of books that begin after the month', () => {
    fc.assert(
      fc.property(given, ({ month, states, values }) => {
        const until = states.filter(({ from }) => from <= lastDayOf(month));
        expect(rate(month, states, values).lines).toEqual(rate(month, until, values).lines);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    // 3 on the 1st, 3 in the middle, 3 on the last: 9 Mbps
    ['2024-02-01', ['27.00']], // 9 × 3
    ['2024-02-15', ['6.00', '18.00']], // 3 × 2, 6 × 3
    ['2024-02-29', ['12.00', '9.00']], // 6 × 2, 3 × 3
    ['2024-03-01', ['18.00']], // 9 × 2
    ['2024-01-31', ['27.00']],
  ])('a price of 3 in place of 2 from %s on', (from, amounts) => {
    const old: State = {
      from: '2020-01-01',
      rule: 'daily',
      price: 20_000n,
      amounts: 'half_up',
      to: '0.01',
    };
    const values = ['2024-02-01', '2024-02-15', '2024-02-29'].map(
      (day) => [day, 3_000_000n] as const,
    );
    const { lines } = rate('2024-02', [old, { ...old, from, price: 30_000n }], values);
    expect(lines.map(({ amount }) => amount)).toEqual(amounts);
  });
});

/** A charge of each way to make a month of its days, in a list that begins on any day of the month. */
const begun = fc.constantFrom(...months).chain((month) => {
  const [first, last] = [dayNumber(`${month}-01`), dayNumber(lastDayOf(month))];
  const day = fc.integer({ min: first, max: last }).map(dayText);
  return fc.record({
    month: fc.constant(month),
    from: fc.oneof(day, fc.constantFrom(dayText(first - 40), dayText(first), dayText(last))),
    rule: fc.oneof(
      fc.constantFrom<UsageCharge['month']>({ of: 'highest' }, { of: 'sum' }, { of: 'last' }),
      fc.constantFrom(1, 4, 28).map((from) => ({ of: 'highest_from_day' as const, day: from })),
      fc
        .constantFrom('1', '50', '90', '95', '97', '99.5', '100')
        .map((percent) => ({ of: 'percentile' as const, percent })),
    ),
    values: fc.uniqueArray(fc.tuple(day, fc.nat(6)), { maxLength: 31, selector: ([one]) => one }),
  });
});

/** Millionths by counting days one by one, and the day that an invoice names. */
function monthByCounting(
  month: string,
  from: string,
  rule: NonNullable<UsageCharge['month']>,
  values: ReadonlyMap<string, number>,
): { usage: number; day: string | undefined } {
  const days: string[] = [];
  for (let number = dayNumber(`${month}-01`); number <= dayNumber(lastDayOf(month)); number++)
    if (dayText(number) >= from) days.push(dayText(number));
  const on = (day: string) => values.get(day) ?? 0;
  const earliest = (usage: number, among = days) => among.find((day) => on(day) === usage);
  if (rule.of === 'sum') {
    const highest = Math.max(...days.map(on));
    return { usage: days.reduce((sum, day) => sum + on(day), 0), day: earliest(highest) };
  }
  if (rule.of === 'last') return { usage: on(lastDayOf(month)), day: lastDayOf(month) };
  if (rule.of === 'percentile') {
    // The least value that so many hundredths of the days do not exceed.
    const share = (limit: number) => days.filter((day) => on(day) <= limit).length * 100;
    const limits = [...new Set(days.map(on))].toSorted((a, b) => a - b);
    const usage = limits.find((limit) => share(limit) >= Number(rule.percent) * days.length)!;
    return { usage, day: earliest(usage) };
  }
  const counted =
    rule.of === 'highest_from_day' ? days.filter((day) => Number(day.slice(8)) >= rule.day) : days;
  const usage = Math.max(0, ...counted.map(on));
  return { usage, day: earliest(usage, counted) };
}

/** The whole sweep takes minutes: on request. */
const isWhole = process.env['IMBILL_SWEEP'] === 'all';

describe('the month in which a list begins', () => {
  it('counts the days that have a price, however a month is made of them', () => {
    fc.assert(
      fc.property(begun, ({ month, from, rule, values }) => {
        const state: State = {
          from,
          rule: 'highest',
          price: 10_000n,
          amounts: 'half_up',
          to: '0.01',
        };
        const book = bookOf(state);
        const charges = book.charges.map((charge) => ({ ...charge, month: rule! }));
        const { lines } = rateMonth({
          month,
          appIds: ['app'],
          units: allUnits(),
          monthlyUsers: new Map(),
          purchases: [],
          roaming: [],
          books: [{ ...book, charges }],
          usage: values.map(([usageDate, value]) => ({
            appId: 'app',
            metric: 'bandwidth_domestic_mbps',
            usageDate,
            numerator: String(value),
            denominator: '1',
          })),
        });
        const { usage, day } = monthByCounting(month, from, rule!, new Map(values));
        const expected = usage === 0 ? [] : [[`${usage}.00`, day]];
        expect(lines.map(({ amount, peak_date }) => [amount, peak_date])).toEqual(expected);
      }),
      { numRuns: isWhole ? 20_000 : 400 },
    );
  });
});
