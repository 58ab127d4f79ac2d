import { visibleCharacters } from '../../base/visible-characters.ts';
import type { PriceDiff } from '../../jobs/prices.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import { Quantity } from '../../money/quantity.ts';
import { halfUpToCents, roundAmount } from '../../money/round-amount.ts';
import type { KeyChange, SectionDiff, WholeEntry } from '../../prices/diff-books.ts';
import type { MonthRule, Tier } from '../../prices/price-book.ts';
import { renderTable } from '../../terminal/table.ts';

/** Describes what changed from one book to another, an entry a paragraph. */
export function describeDiff(diff: PriceDiff): string {
  const { before, after } = diff;
  const head = `${before.list} from ${before.from} → ${after.list} from ${after.from}`;
  if (diff.same) return `${head}: nothing changed; sources are not compared.\n`;
  const parts = [
    diff.book.length === 0 ? '' : `The book\n${diff.book.map(describeChange).join('')}`,
    describeSection('Plans', diff.plans),
    describeSection('Packs', diff.packs),
    describeSection('Charges', diff.charges),
  ];
  return [`${head}\n`, ...parts.filter((part) => part !== '')].join('\n');
}

function describeSection(title: string, { added, removed, changed }: SectionDiff): string {
  const parts = [
    ...removed.map((entry) => `  removed: ${entry.sku}\n${describeKeys(entry)}`),
    ...changed.map(({ sku, changes }) => `  ${sku}\n${changes.map(describeChange).join('')}`),
    ...added.map((entry) => `  new: ${entry.sku}\n${describeKeys(entry)}`),
  ];
  return parts.length === 0 ? '' : `${title}\n${parts.join('')}`;
}

function describeKeys({ keys }: WholeEntry): string {
  return keys
    .map(({ key, value }) =>
      isTiers(key)
        ? `      ${describeKey(key)}:\n${tiersTable(value)}`
        : `      ${describeKey(key)}: ${describeValue(key, value)}\n`,
    )
    .join('');
}

function describeChange({ key, before, after, difference, percent, since }: KeyChange): string {
  const name = `      ${describeKey(key)}`;
  const cited = since === undefined ? '' : `, since ${since}`;
  if (isTiers(key))
    return `${name}, before:\n${tiersTable(before)}${name}, after${cited}:\n${tiersTable(after)}`;
  const numbers = [
    ...(difference === undefined ? [] : [signed(difference)]),
    ...(percent === undefined ? [] : [describePercent(percent)]),
  ];
  const byHowMuch = numbers.length === 0 ? '' : ` (${numbers.join(', ')})`;
  return `${name}: ${describeValue(key, before)} → ${describeValue(key, after)}${byHowMuch}${cited}\n`;
}

/** Rounds to two decimals, with `≈` if there are more. */
function describePercent(percent: string): string {
  const shown = roundAmount(Quantity.of(percent.slice(1)), halfUpToCents).replace(/\.?0+$/, '');
  const isRounded = (percent.split('.')[1] ?? '').length > 2;
  return `${isRounded ? '≈ ' : ''}${signed(`${percent[0]}${shown}`)} %`;
}

/** Turns `allows.group_members` into `allows group members`, `prices.30` into `price for 30`. */
function describeKey(key: string): string {
  const [first = '', ...rest] = key.split('.');
  if (first === 'by_plan') {
    const [plan = '', ...of] = rest;
    return `with ${visibleCharacters(plan)}: ${describeKey(of.join('.'))}`;
  }
  const last = visibleCharacters(rest.join('.'));
  if (first === 'allows') return `allows ${last.replaceAll('_', ' ')}`;
  if (first === 'prices') return `price for ${last}`;
  if (first === 'price_by_plan') return `price with ${last}`;
  if (first === 'included') return `included with ${last}`;
  const words = [first, ...rest].join(' ').replaceAll('_', ' ');
  return visibleCharacters(words);
}

function describeValue(key: string, value: unknown): string {
  const name = key.split('.').at(-1);
  if (value === null) return 'none';
  if (name === 'month') return describeMonthRule(value as MonthRule);
  if (name === 'discounts') return describeDiscounts(value as Discount[]);
  if (Array.isArray(value)) return visibleCharacters(value.join(', ')) || 'none';
  if (typeof value === 'string' || typeof value === 'number') return formatValue(String(value));
  return visibleCharacters(JSON.stringify(value));
}

function describeMonthRule(rule: MonthRule): string {
  if (rule.of === 'highest_from_day') return `the highest day from day ${rule.day} on`;
  if (rule.of === 'percentile') return `percentile ${rule.percent} of the days`;
  return {
    highest: 'the highest day',
    sum: 'the sum of the days',
    last: "the last day's value",
    distinct: 'distinct over the month',
  }[rule.of];
}

interface Discount {
  from_months: number;
  percent: string;
}

function describeDiscounts(discounts: readonly Discount[]): string {
  return discounts
    .map(({ from_months, percent }) => `${percent} % from ${from_months} months`)
    .join(', ');
}

function isTiers(key: string): boolean {
  return key.split('.').at(-1) === 'tiers';
}

function tiersTable(tiers: unknown): string {
  if (!Array.isArray(tiers)) return '        none\n';
  const rows = (tiers as Tier[]).map(({ up_to, price, flat }) => [
    up_to === undefined ? 'above' : formatValue(up_to),
    formatValue(price),
    flat === undefined ? '' : formatValue(flat),
  ]);
  const columns = ['up to', 'price', 'flat'].map((title) => ({ title, isNumber: true }));
  return renderTable({ columns, rows }).replaceAll(/^(?=.)/gm, '        ');
}

function formatValue(text: string): string {
  return /^\d+(\.\d+)?$/.test(text) ? groupDigits(text) : visibleCharacters(text);
}

function signed(text: string): string {
  const digits = groupDigits(text.slice(1));
  return text.startsWith('-') ? `−${digits}` : `+${digits}`;
}
