import type { DocumentKind, DocumentTax, TaxRate } from '../../invoice/document.ts';
import { groupDigits } from '../../money/format-decimal.ts';

/** Describes the tax of each rate, and the amount to pay; nothing without tax. */
export function describeTax(tax: DocumentTax | undefined, currency: string): string[] {
  if (tax === undefined) return [];
  const rates = tax.rates.map((rate) => {
    const [net, own, gross] = [rate.net, rate.tax, rate.gross].map(groupDigits);
    return `Tax ${nameOfRate(rate)}: net ${net} + tax ${own} = ${gross} ${currency}`;
  });
  const exempt = tax.is_exempt ? ['The customer is exempt from tax.'] : [];
  return [...rates, ...exempt, `Amount due: ${groupDigits(tax.gross)} ${currency}`];
}

/** Explains the calculation of a document's tax; nothing without tax. */
export function explainTax({
  tax,
  kind = 'invoice',
}: {
  tax?: DocumentTax;
  kind?: DocumentKind;
}): string[] {
  const rates = tax?.rates.filter(({ percent }) => percent !== '0') ?? [];
  if (rates.length === 0) return [];
  if (kind !== 'invoice')
    return ['The tax is that of the month as recalculated, less the tax issued before.'];
  return rates.map(
    (rate) =>
      `Tax ${nameOfRate(rate)}: ${formulaOf(rate)} = ${groupDigits(rate.tax)}, rounded half up`,
  );
}

/** Names a rate, and whether the amounts include it. */
export function nameOfRate({ percent, included }: Pick<TaxRate, 'percent' | 'included'>): string {
  return percent === '0' ? '0%' : `${percent}% ${included ? 'included' : 'added'}`;
}

function formulaOf({ percent, included, net, gross }: TaxRate): string {
  if (included) return `${groupDigits(gross)} × ${percent} / (100 + ${percent})`;
  return `${groupDigits(net)} × ${percent} / 100`;
}
