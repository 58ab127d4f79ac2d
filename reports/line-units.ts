import type { BilingualText, InvoiceLine } from '../src/invoice/document.ts';
import { isDecimalText, parseDecimal } from '../src/money/decimal.ts';
import { chineseUnit } from './text/bilingual.ts';

/** Units that stand under the figures of a line; absent where a figure has none. */
export interface LineUnits {
  usage?: BilingualText;
  quantity?: BilingualText;
}

/**
 * Returns the units of a line's usage and quantity: users, Mbps-days, blocks, months.
 *
 * A line does not hold the size of its block; its explanation says it.
 */
export function lineUnits(line: InvoiceLine): LineUnits {
  const usage = usageUnit(line);
  const quantity = quantityUnit(line, usage);
  return { ...(usage !== undefined && { usage }), ...(quantity !== undefined && { quantity }) };
}

function usageUnit({ unit, sum_of }: InvoiceLine): BilingualText | undefined {
  if (unit === undefined || unit === '') return undefined;
  if (sum_of !== undefined && unit === 'Mbps') return { zh: 'Mbps·天', en: 'Mbps-days' };
  return { zh: chineseUnit(unit) ?? unit, en: unit };
}

function quantityUnit(
  line: InvoiceLine,
  usage: BilingualText | undefined,
): BilingualText | undefined {
  const { quantity, kind, valid_from, explanation } = line;
  const isOne = quantity === '1';
  if (valid_from !== undefined) return { zh: '个月', en: isOne ? 'month' : 'months' };
  if (kind === 'prepaid' || quantity === '0') return undefined;
  if (usage === undefined) return { zh: '个月', en: isOne ? 'month' : 'months' };
  const [, block, extra] = blockPattern.exec(explanation.en) ?? [];
  if (extra !== undefined)
    return extra === 'month'
      ? { zh: '档 × 月', en: 'blocks × months' }
      : { zh: '档 × 季度', en: 'blocks × quarters' };
  if (block !== undefined)
    return { zh: `档，每档 ${block}`, en: `${isOne ? 'block' : 'blocks'} of ${block}` };
  return isRest(line) ? usage : undefined;
}

/** Source: src/rating/explain-postpaid.ts. */
const blockPattern =
  /\d (?:started|full) blocks? of ([\d,]+(?:\.\d+)?) × (?:[\d,]+ extra (month|quarter))?/;

/** Tells whether the quantity is the usage above what is included, and not a 1 for a price of the whole. */
function isRest({ usage = '', included = '0', quantity }: InvoiceLine): boolean {
  if (![usage, included, quantity].every(isDecimalText)) return false;
  return parseDecimal(usage).minus(parseDecimal(included)).eq(parseDecimal(quantity));
}
