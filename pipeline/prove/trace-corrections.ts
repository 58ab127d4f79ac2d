import { chargeKey } from '../../src/billing/charge-differences.ts';
import type { DocumentOrigins, LineOrigin } from './explain-document.ts';

/**
 * Adds to the lines of corrections what the amounts follow from that they take back: those of the customer's earlier
 * documents.
 *
 * @param documents All documents of a month, by position.
 */
export function traceCorrections(documents: readonly DocumentOrigins[]): DocumentOrigins[] {
  const earlier = new Map<string, { number: string; origin: LineOrigin }>();
  return documents.map(({ document, lines }) => {
    const isCorrection = (document.kind ?? 'invoice') !== 'invoice';
    const keyOf = ({ line }: LineOrigin) => `${document.customer_id}\n${chargeKey(line)}`;
    const traced = lines.map((one) =>
      isCorrection ? withEarlier(one, earlier.get(keyOf(one))) : one,
    );
    for (const origin of traced) earlier.set(keyOf(origin), { number: document.number, origin });
    return { document, lines: traced };
  });
}

function withEarlier(
  one: LineOrigin,
  earlier: { number: string; origin: LineOrigin } | undefined,
): LineOrigin {
  if (earlier === undefined) return one;
  const { number, origin } = earlier;
  const told = (why: string) => `${number}: ${why}`;
  const by = one.by ?? origin.by;
  return {
    ...one,
    ...(by !== undefined && { by }),
    values: one.values.length > 0 ? one.values : origin.values,
    missing: [...one.missing, ...origin.missing.map(told)],
    differing: [...one.differing, ...origin.differing.map(told)],
  };
}
