import type { Database } from '../duckdb/duckdb.ts';
import { splitList } from '../prices/renamed-lists.ts';

/** By which books a customer was billed last. */
export interface LastBilled {
  customerId: string;
  /** Of its last invoice. */
  number: string;
  /** Whether the list `tencent-im` had the later books then. */
  hadLaterBooks: boolean;
  /** Whether `tencent-im` had the later books for the imbill that made the invoice. */
  isBySplitVersion: boolean;
}

/** Names the last invoice of each customer, and by which books of `tencent-im` it was made. */
export async function lastBilled(database: Database): Promise<LastBilled[]> {
  return database.rows<{ [Key in keyof LastBilled]: LastBilled[Key] }>(
    `with

    last_invoices as (

        select
            customer_id,
            arg_max(number, position) as number,
            arg_max(content_sha256, position) as content_sha256
        from invoices
        where kind = 'invoice' and content_sha256 is not null
        group by customer_id

    ),

    later_books as (

        select sha256
        from facts
        where kind = 'price_book'
            and (content ->> '$.list') = $list
            and (content ->> '$.from') between $since and $until

    )

    select
        last_invoices.customer_id as "customerId",
        last_invoices.number,
        exists (
            select 1 from later_books where contains(facts.content, later_books.sha256)
        ) as "hadLaterBooks",
        starts_with(facts.content ->> '$.versions.imbill', '0.2.') as "isBySplitVersion"
    from last_invoices
    inner join facts on last_invoices.content_sha256 = facts.sha256
    order by last_invoices.customer_id`,
    { list: splitList.list, since: splitList.since, until: splitList.until },
  );
}
