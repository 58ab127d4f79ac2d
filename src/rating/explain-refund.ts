import type { BilingualText } from '../invoice/document.ts';
import { groupDigits } from '../money/format-decimal.ts';
import type { PublishedRefund } from './published-refund.ts';

/** Explains the arithmetic of a refund, without its result. */
export function explainRefund(refund: PublishedRefund): BilingualText {
  const { en, zh } = partOfOrder(refund);
  const more = refund.renewals.map(({ order_id, paid }) => ({ order_id, paid: groupDigits(paid) }));
  return {
    en: [en, ...more.map(({ order_id, paid }) => `${paid} of renewal ${order_id}`)].join(' + '),
    zh: [zh, ...more.map(({ order_id, paid }) => `续费订单 ${order_id} 的 ${paid}`)].join(' + '),
  };
}

/** Names the renewals that end and are not in the amount; undefined if there are none. */
export function explainOthers({
  renewals_of_others: ids,
}: PublishedRefund): BilingualText | undefined {
  if (ids === undefined) return undefined;
  return {
    en: `Renewals of other customers end too, and the refund of each needs a row of its own: ${ids.join(', ')}`,
    zh: `其他客户的续费订单随之终止，退款须各记一行：${ids.join('、')}`,
  };
}

function partOfOrder({ rule, paid, used_days, days }: PublishedRefund): BilingualText {
  const price = groupDigits(paid);
  switch (rule) {
    case 'in_full':
      return { en: `${price} in full, within 5 days`, zh: `5 天内全额 ${price}` };
    case 'not_begun':
      return { en: `${price} in full, not begun`, zh: `尚未开始，全额 ${price}` };
    case 'unused_days':
      return {
        en: `${price} × ${days! - used_days!} of ${days} days unused`,
        zh: `${price} × 未使用 ${days! - used_days!} 天 / 共 ${days} 天`,
      };
  }
}
