import { compareNumbered } from './compare-numbered.ts';
import { compareText } from './compare-text.ts';
import { type Edition, holds } from './edition.ts';
import { groupBy } from './group-by.ts';
import type { Purchase } from './types.ts';

/**
 * Sorts purchases as they happened: by day, then by instant; without an instant they come first.
 * Orders of one app and SKU at one instant keep the order of their file (`place`). Of several
 * SKUs the one with the lowest id comes first.
 */
export function sortPurchases(purchases: readonly Purchase[], edition: Edition): Purchase[] {
  if (!holds('ordersByNumber', edition)) return purchases.toSorted(byDayAndText);
  const simultaneous = groupBy(purchases.toSorted(byInstantAndNumber), keyOfSimultaneous);
  return [...simultaneous.values()].flatMap((own) => own.toSorted(byPlace));
}

function byInstantAndNumber(a: Purchase, b: Purchase): number {
  return (
    compareText(a.boughtOn, b.boughtOn) ||
    compareText(instantText(a), instantText(b)) ||
    compareText(a.appId, b.appId) ||
    compareNumbered(a.orderId, b.orderId) ||
    byContent(a, b)
  );
}

/** Removes the `Z`, so that an instant with fewer decimals sorts first. */
function instantText({ boughtAt = '' }: Purchase): string {
  return boughtAt.slice(0, -1);
}

/** Says which orders belong together, for whoever gives them places and whoever sorts by these. */
export function keyOfSimultaneous({ boughtOn, boughtAt, appId, sku }: Purchase): string {
  return JSON.stringify([boughtOn, boughtAt, appId, sku]);
}

function byPlace(a: Purchase, b: Purchase): number {
  return (a.place ?? 0) - (b.place ?? 0);
}

function byDayAndText(a: Purchase, b: Purchase): number {
  return (
    compareText(a.boughtOn, b.boughtOn) || compareText(a.orderId, b.orderId) || byContent(a, b)
  );
}

function byContent(a: Purchase, b: Purchase): number {
  return (
    compareText(a.kind, b.kind) ||
    compareText(a.sku, b.sku) ||
    a.months - b.months ||
    compareText(a.refundAmount ?? '', b.refundAmount ?? '')
  );
}
