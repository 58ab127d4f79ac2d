import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import { splitList } from '../prices/renamed-lists.ts';

/** A customer's last invoice, and the books that it used. */
export interface LastBilled {
  customerId: string;
  /** Number of the last invoice. */
  number: string;
  /** True if the list `tencent-im` had the later books then. */
  hadLaterBooks: boolean;
  /** True if an imbill made the invoice for which `tencent-im` had the later books. */
  isBySplitVersion: boolean;
}

/** Reads the last invoice of each customer, and by which books of `tencent-im` it was made. */
export async function lastBilled(database: Database): Promise<LastBilled[]> {
  return database.rows<{ [Key in keyof LastBilled]: LastBilled[Key] }>(
    queryText('ledger/last_billed'),
    { list: splitList.list, since: splitList.since, until: splitList.until },
  );
}
