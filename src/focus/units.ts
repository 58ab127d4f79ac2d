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
 * Returns the units of a usage line: `100000 Users`, `Mbps-Days`, or `100000 Users/Month` for
 * each month of roaming.
 */
export function usageUnits(line: InvoiceLine, charge: UsageCharge | undefined): Units {
  if (line.unit === undefined || line.unit === '') return { pricing: 'Months' };
  const consumed = `${line.unit.slice(0, 1).toUpperCase()}${line.unit.slice(1)}`;
  const said = blockIn(line);
  const block = said?.block ?? (isChargedByBlock(line, charge) ? charge!.block : undefined);
  if (block !== undefined) {
    const per = said?.per ?? perOf(charge);
    return {
      pricing: `${plainDecimal(block)} ${consumed}${per}`,
      consumed,
      block: plainDecimal(block),
    };
  }
  if (isFlat(line, charge)) return { pricing: 'Months', consumed };
  return { pricing: isSum(line) ? `${consumed}-Days` : consumed, consumed };
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
