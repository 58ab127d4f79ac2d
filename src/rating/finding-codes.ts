import type { BilingualText, Finding } from '../invoice/document.ts';

/**
 * Findings of rating, each with its meaning and the reader it is for; `Finding.code` is one of
 * these. What tells the operator what to do is internal.
 */
export const findingCodes = [
  {
    code: 'usage-without-plan',
    audience: 'customer',
    description:
      'Usage of an app that had no plan which the charge needs on any day of the month; it is shown but not charged.',
  },
  {
    code: 'order-unpriced',
    audience: 'internal',
    description:
      'A purchase of the month in which the price list begins, from before its first book; it has no price and is not invoiced.',
  },
  {
    code: 'pack-without-plan',
    audience: 'customer',
    description:
      'A pack was bought on a day without an active plan that it needs; it is invoiced as bought.',
  },
  {
    code: 'refund-exceeds-purchases',
    audience: 'internal',
    description:
      'More was paid back for a plan or pack than was ever paid for it; it is invoiced as recorded.',
  },
  {
    code: 'refund-differs',
    audience: 'internal',
    description:
      'A refund is not over the amount of the published rule; it is invoiced as recorded.',
  },
  {
    code: 'pack-outlives-plan',
    audience: 'customer',
    description:
      'A pack was valid on days on which no plan that it needs was active or could be renewed; it had no effect then.',
  },
  {
    code: 'usage-while-suspended',
    audience: 'customer',
    description:
      'Usage of an app after its plan and the days to renew it were over, in a month that another day of the plan makes billable.',
  },
  {
    code: 'trial-accounts-exceeded',
    audience: 'customer',
    description:
      'More users logged in during the month, or more accounts were reported, than the plan allows accounts.',
  },
  {
    code: 'avchatrooms-exceeded',
    audience: 'customer',
    description: 'More AV chat rooms existed on a day than the plan and packs of that day allow.',
  },
  {
    code: 'groups-exceeded',
    audience: 'customer',
    description: 'More groups existed on a day than the plan and packs of that day allow.',
  },
  {
    code: 'group-members-exceeded',
    audience: 'customer',
    description:
      'A group was reported with more members on a day than the plan and packs of that day allow.',
  },
  {
    code: 'groups-per-user-exceeded',
    audience: 'customer',
    description:
      'A user was reported with more groups on a day than the plan and packs of that day allow.',
  },
  {
    code: 'friends-per-user-exceeded',
    audience: 'customer',
    description: 'A user was reported with more friends on a day than the plan of that day allows.',
  },
  {
    code: 'groups-full',
    audience: 'customer',
    description: 'Groups had as many members as they may have, so that no further one could join.',
  },
  {
    code: 'bandwidth-international-unpriced',
    audience: 'internal',
    description: 'International bandwidth was used, which has no list price; it is not charged.',
  },
  {
    code: 'usage-unpriced',
    audience: 'internal',
    description:
      'Usage of any other metric on days on which no price book has a price for it, or users of a month that lists them as unpriced; it is not charged.',
  },
  {
    code: 'setting-unpriced',
    audience: 'internal',
    description:
      'A setting of the app, such as days of history, has no price, is above the highest step that has one, or no charge of the price list is made for it; it is not charged.',
  },
  {
    code: 'last-day-without-data',
    audience: 'internal',
    description:
      "A charge counts the value of the month's last day, which has no data although earlier days have; nothing is charged for it.",
  },
  {
    code: 'roaming-settings-differ',
    audience: 'internal',
    description: 'Two roaming or history settings of the same day differ; the higher one counts.',
  },
  {
    code: 'app-settings-differ',
    audience: 'internal',
    description:
      'Two values of one setting of an app of the same day differ; the higher one counts.',
  },
  {
    code: 'dau-exceeded',
    audience: 'customer',
    description: 'More users logged in on a day than the plan of that day allows.',
  },
  {
    code: 'older-account',
    audience: 'internal',
    description:
      'The price book is for accounts whose first app is from a day on, and the customer bought something before it.',
  },
] as const;

/** Code of a finding of rating. */
export type FindingCode = (typeof findingCodes)[number]['code'];

const audiences = new Map(findingCodes.map(({ code, audience }) => [code, audience]));

/** Returns a finding with one of the listed codes; `message` is its English text. */
export function createFinding(code: FindingCode, appId: string, text: BilingualText): Finding {
  return { code, app_id: appId, message: text.en, audience: audiences.get(code)!, text };
}

/** Returns a finding for the operator alone, with a code from outside of rating. */
export function internalFinding(code: string, appId: string, text: BilingualText): Finding {
  return { code, app_id: appId, message: text.en, audience: 'internal', text };
}
