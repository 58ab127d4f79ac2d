import { groupDigits } from '../money/format-decimal.ts';
import { Quantity } from '../money/quantity.ts';
import { halfUpToCents, roundAmount } from '../money/round-amount.ts';
import type { BookDiff, KeyChange, SectionDiff, WholeEntry } from '../prices/diff-books.ts';
import type { MonthRule, Tier } from '../prices/price-book.ts';
import { printable, textTable } from './text-table.ts';

/** What changed from one book to another, an entry a paragraph. */
export function diffInWords(diff: BookDiff): string {
  const parts = [
    diff.book.length === 0 ? '' : `The book\n${diff.book.map(changeInWords).join('')}`,
    sectionInWords('Plans', diff.plans),
    sectionInWords('Packs', diff.packs),
    sectionInWords('Charges', diff.charges),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function sectionInWords(title: string, { added, removed, changed }: SectionDiff): string {
  const parts = [
    ...removed.map((entry) => `  removed: ${entry.sku}\n${keysInWords(entry)}`),
    ...changed.map(({ sku, changes }) => `  ${sku}\n${changes.map(changeInWords).join('')}`),
    ...added.map((entry) => `  new: ${entry.sku}\n${keysInWords(entry)}`),
  ];
  return parts.length === 0 ? '' : `${title}\n${parts.join('')}`;
}

function keysInWords({ keys }: WholeEntry): string {
  return keys
    .map(({ key, value }) =>
      isTiers(key)
        ? `      ${keyInWords(key)}:\n${tiersTable(value)}`
        : `      ${keyInWords(key)}: ${valueInWords(key, value)}\n`,
    )
    .join('');
}

function changeInWords({ key, before, after, difference, percent, since }: KeyChange): string {
  const name = `      ${keyInWords(key)}`;
  const cited = since === undefined ? '' : `, since ${since}`;
  if (isTiers(key))
    return `${name}, before:\n${tiersTable(before)}${name}, after${cited}:\n${tiersTable(after)}`;
  const numbers = [
    ...(difference === undefined ? [] : [signed(difference)]),
    ...(percent === undefined ? [] : [percentInWords(percent)]),
  ];
  const inNumbers = numbers.length === 0 ? '' : ` (${numbers.join(', ')})`;
  return `${name}: ${valueInWords(key, before)} → ${valueInWords(key, after)}${inNumbers}${cited}\n`;
}

/** To two decimals, and `≈` where there are more. */
function percentInWords(percent: string): string {
  const shown = roundAmount(Quantity.of(percent.slice(1)), halfUpToCents).replace(/\.?0+$/, '');
  const isRounded = (percent.split('.')[1] ?? '').length > 2;
  return `${isRounded ? '≈ ' : ''}${signed(`${percent[0]}${shown}`)} %`;
}

/** `allows.group_members` as `allows group members`, `prices.30` as `price for 30`. */
function keyInWords(key: string): string {
  const [first = '', ...rest] = key.split('.');
  if (first === 'by_plan') {
    const [plan = '', ...of] = rest;
    return `with ${printable(plan)}: ${keyInWords(of.join('.'))}`;
  }
  const last = printable(rest.join('.'));
  if (first === 'allows') return `allows ${last.replaceAll('_', ' ')}`;
  if (first === 'prices') return `price for ${last}`;
  if (first === 'price_by_plan') return `price with ${last}`;
  if (first === 'included') return `included with ${last}`;
  const words = [first, ...rest].join(' ').replaceAll('_', ' ');
  return printable(words);
}

function valueInWords(key: string, value: unknown): string {
  const name = key.split('.').at(-1);
  if (value === null) return 'none';
  if (name === 'month') return monthInWords(value as MonthRule);
  if (name === 'discounts') return discountsInWords(value as Discount[]);
  if (Array.isArray(value)) return printable(value.join(', ')) || 'none';
  if (typeof value === 'string' || typeof value === 'number') return grouped(String(value));
  return printable(JSON.stringify(value));
}

function monthInWords(rule: MonthRule): string {
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

function discountsInWords(discounts: readonly Discount[]): string {
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
    up_to === undefined ? 'above' : grouped(up_to),
    grouped(price),
    flat === undefined ? '' : grouped(flat),
  ]);
  const columns = ['up to', 'price', 'flat'].map((title) => ({ title, isNumber: true }));
  return textTable(columns, rows).replaceAll(/^(?=.)/gm, '        ');
}

function grouped(text: string): string {
  return /^\d+(\.\d+)?$/.test(text) ? groupDigits(text) : printable(text);
}

function signed(text: string): string {
  const digits = groupDigits(text.slice(1));
  return text.startsWith('-') ? `−${digits}` : `+${digits}`;
}
