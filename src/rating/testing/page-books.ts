import { builtInPriceBooks, readPriceBooks } from '../../prices/read-price-books.ts';
import { type Order, ordersUntil } from '../orders.ts';
import { type Service, servicesOf } from '../services.ts';
import type { Purchase } from '../types.ts';

/** All dated books of the public page, as they come with imbill. */
export const pageBooks = (await readPriceBooks([builtInPriceBooks()])).filter(
  ({ list }) => list === 'tencent-im-2019',
);

/** Makes a purchase of the app `app`, its order named after SKU and day: `pro 2019-02-12`. */
export function bought(sku: string, boughtOn: string, months = 1): Purchase {
  const orderId = `${sku} ${boughtOn}`;
  return { orderId, appId: 'app', sku, boughtOn, months, kind: 'purchase' };
}

/** Returns the services of some purchases by the page's books. */
export function servicesFrom(...purchases: Purchase[]): Service[] {
  return servicesOf(ordersFrom(...purchases));
}

export function ordersFrom(...purchases: Purchase[]): Order[] {
  return ordersUntil({ month: '2099-12', purchases, books: pageBooks });
}
