/**
 * Edition of the rating rules that a month is rated by, 1 or more. An invoice stores its
 * edition, so that it can be rebuilt. New invoices have the latest one.
 */
export type Edition = number;

export const latestEdition: Edition = 2;

/** Rules that changed an amount or a line, and the edition since which each holds. */
const since = {
  /** A percentile is of the days that have a price book, and names the earliest day of its value. */
  percentileOfPricedDays: 2,
  /** A setting counts on days that have a price book. Before: on any day of the month. */
  settingsOfPricedDays: 2,
  /** The flat part of a tier is charged with its first block. Before: also where no block is full. */
  flatNeedsBlock: 2,
  /** A refund ends the plan or pack that it pays back. Before: periods stayed as they were. */
  refundEnds: 2,
  /** Orders of one instant are sorted by id with numbers as numbers. Before: as text. */
  ordersByNumber: 2,
} as const satisfies Record<string, Edition>;

/** A rule of which an earlier edition had another. */
export type ChangedRule = keyof typeof since;

/** Tells whether a rule holds in an edition. */
export function holds(rule: ChangedRule, edition: Edition): boolean {
  return edition >= since[rule];
}
