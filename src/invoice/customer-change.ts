/** A change of a customer since the month before. Keys are those of `--json`. */
export interface CustomerChange {
  /** `customer` itself, `name`, `price_list`, `language`, a key of its details, or `app`. */
  what: string;
  customer_id: string;
  /** App that joined, left or moved; absent for other changes. */
  app_id?: string;
  /** Value before, or the customer who had the app; null if there was none. */
  before: string | null;
  /** Value now, or the customer who has the app; null if there is none. */
  now: string | null;
  /** Day of the change; absent if customers.csv does not date it. */
  on?: string;
  /** In English, with the next step if there is one. */
  message: string;
}
