import type { BilingualText } from '../invoice/document.ts';
import type { BookTax } from '../prices/price-book.ts';
import type { PublishedRefund } from '../rating/published-refund.ts';

/** An order to refund. */
export interface RefundOptions {
  order: string;
  /** Refund day; undefined = today. */
  on: string | undefined;
  /** App and SKU, where an order has several. */
  app?: string | undefined;
  sku?: string | undefined;
}

/** The refund of an order by the published rule. Keys are those of `--json`. */
export interface CalculatedRefund extends PublishedRefund {
  order_id: string;
  customer_id: string;
  customer_name: string;
  app_id: string;
  sku: string;
  kind: 'plan' | 'pack';
  bought_on: string;
  on: string;
  currency: string;
  /** Tax of the order's book; absent without one, and for a customer who is exempt on the refund day. */
  tax?: BookTax;
  explanation: BilingualText;
  /** Row to add to accounts/purchases.csv, by column. */
  row: Record<string, string>;
}
