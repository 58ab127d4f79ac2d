import type { InvoiceLine } from '../invoice/document.ts';
import { plainDecimal } from '../money/decimal.ts';
import type { UsageCharge } from '../prices/price-book.ts';

/** Units of a line's price and of its usage, in the unit format of FOCUS. */
export interface Units {
  pricing: string;
  consumed?: string;
  /** Size of a block, plain decimal text; absent where fractions are priced. */
  block?: string;
}

/**
 * Returns the units of a usage line: `100000 Users`, `Mb-Days/Second`, or `100000 Users/Month` for
 * each month of roaming. A quantity in a unit must be a whole number: other blocks are `Blocks`.
 *
 * Source: FOCUS_Spec 1.4, Unit Format.
 */
export function usageUnits(line: InvoiceLine, charge: UsageCharge | undefined): Units {
  if (line.unit === undefined || line.unit === '') return { pricing: 'Months' };
  const consumed = baseUnit(line.unit);
  const said = blockIn(line);
  const block = said?.block ?? (isChargedByBlock(line, charge) ? charge!.block : undefined);
  if (block !== undefined) {
    const per = said?.per ?? perOf(charge);
    const size = plainDecimal(block);
    const counted = /^[1-9]\d*$/.test(size) ? `${size} ${consumed}` : 'Blocks';
    return { pricing: `${counted}${per}`, consumed, block: size };
  }
  if (isFlat(line, charge)) return { pricing: 'Months', consumed };
  return { pricing: isSum(line) ? unitDays(consumed) : consumed, consumed };
}

/** Converts the unit of a line: a rate of data is a ratio, everything else a noun. */
function baseUnit(unit: string): string {
  const rate = /^([KMGTPE]?)bps$/.exec(unit);
  if (rate !== null) return `${rate[1]}b/Second`;
  if (!/^[^-/\d\s][^-/]*$/.test(unit)) return 'Units';
  return `${unit.slice(0, 1).toUpperCase()}${unit.slice(1)}`;
}

/** Returns the unit of a value a day, added up over days: `Mb-Days/Second`, `User-Days`. */
function unitDays(unit: string): string {
  const [counted = '', per] = unit.split('/');
  return per === undefined ? `${singular(counted)}-Days` : `${counted}-Days/${per}`;
}

function singular(noun: string): string {
  return /[^s]s$/.test(noun) ? noun.slice(0, -1) : noun;
}

/** Tells whether the line adds up daily values. */
export function isSum({ explanation }: InvoiceLine): boolean {
  return /^(Contract .*: )?Daily values of \d+ days? with usage/.test(explanation.en);
}

function blockIn({ explanation }: InvoiceLine): { block: string; per: string } | undefined {
  const found =
    /\d (?:started|full) blocks? of ([\d,]+(?:\.\d+)?) × (?:[\d,]+ extra (month|quarter))?/.exec(
      explanation.en,
    );
  if (found === null) return undefined;
  const [, block = '', extra] = found;
  return { block: block.replaceAll(',', ''), per: perTime(extra) };
}

/**
 * Tells whether a line without charged quantity is priced by blocks: its explanation names none.
 */
function isChargedByBlock(line: InvoiceLine, charge: UsageCharge | undefined): boolean {
  return line.quantity === '0' && charge?.block !== undefined;
}

function perOf(charge: UsageCharge | undefined): string {
  if (charge?.multiplier === 'roaming_months') return perTime('month');
  return charge?.multiplier === 'roaming_quarters' ? perTime('quarter') : '';
}

function perTime(extra: string | undefined): string {
  if (extra === 'month') return '/Month';
  return extra === 'quarter' ? '/3 Months' : '';
}

function isFlat({ explanation }: InvoiceLine, charge: UsageCharge | undefined): boolean {
  return charge?.model === 'flat' || / → (flat|step up to|top step) /.test(explanation.en);
}
