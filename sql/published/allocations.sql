-- The money of each payment and credit note, and the documents that it pays; without a document it is the customer's balance.
-- The variable `today` names the day; without it, it is today in UTC. Documents issued and money received until then count.
-- A credit note pays the invoice that it corrects, and the debit notes of that invoice. A payment pays the document that it
-- names. The rest pays what is due first: the oldest money first. A payment that was reversed until the day never was.
-- grain: source_kind, source, document_number
-- units: amount in the currency, above zero
with

clock as (

    select coalesce(try_cast(getvariable('today') as date), current_date) as today

),

documents as (

    select
        number,
        case when document_kind = 'invoice' then number else refers_to end as invoice_number,
        customer_id,
        currency,
        position,
        gross_total,
        issue_date,
        due_date
    from invoices
    where issue_date <= (select today from clock)

),

debts as (

    select
        number,
        invoice_number,
        customer_id,
        currency,
        position,
        gross_total as amount,
        due_date,
        sum(gross_total) over by_invoice - gross_total as starts_at,
        sum(gross_total) over by_invoice as ends_at
    from documents
    where gross_total > 0
    window by_invoice as (partition by customer_id, currency, invoice_number order by position)

),

credits as (

    select
        'credit_note' as source_kind,
        number as source,
        invoice_number,
        customer_id,
        currency,
        position,
        -gross_total as amount,
        issue_date as received_on,
        sum(-gross_total) over by_invoice + gross_total as starts_at,
        sum(-gross_total) over by_invoice as ends_at
    from documents
    where gross_total < 0
    window by_invoice as (partition by customer_id, currency, invoice_number order by position)

),

credited as (

    select
        credits.source_kind,
        credits.source,
        debts.number as document_number,
        least(credits.ends_at, debts.ends_at) - greatest(credits.starts_at, debts.starts_at) as amount
    from credits
    inner join debts
        on credits.customer_id = debts.customer_id
        and credits.currency = debts.currency
        and credits.invoice_number = debts.invoice_number
        and credits.starts_at < debts.ends_at
        and debts.starts_at < credits.ends_at

),

received as (

    select
        payment_kind as source_kind,
        payment_id as source,
        document_number,
        customer_id,
        currency,
        amount,
        received_on
    from payments
    where payment_kind <> 'reversal'
        and received_on <= (select today from clock)
        and payment_id not in (
            select reversals.reverses
            from payments as reversals
            where reversals.payment_kind = 'reversal'
                and reversals.reverses is not null
                and reversals.received_on <= (select today from clock)
        )

),

-- What credit notes leave of each document.
uncredited as (

    select
        debts.number,
        debts.customer_id,
        debts.currency,
        debts.position,
        debts.amount - coalesce(sum(credited.amount), 0) as amount,
        debts.due_date
    from debts
    left join credited on debts.number = credited.document_number
    group by debts.number, debts.customer_id, debts.currency, debts.position, debts.amount, debts.due_date

),

named as (

    select
        source_kind,
        source,
        document_number,
        customer_id,
        currency,
        sum(amount) over by_document - amount as starts_at,
        sum(amount) over by_document as ends_at
    from received
    where document_number is not null
    window by_document as (
        partition by customer_id, currency, document_number
        order by received_on, source
        rows unbounded preceding
    )

),

paid_as_named as (

    select
        named.source_kind,
        named.source,
        named.document_number,
        least(named.ends_at, uncredited.amount) - named.starts_at as amount
    from named
    inner join uncredited
        on named.document_number = uncredited.number
        and named.customer_id = uncredited.customer_id
        and named.currency = uncredited.currency
        and named.starts_at < uncredited.amount

),

chosen as (

    from credited
    union all
    from paid_as_named

),

money as (

    select
        source_kind,
        source,
        customer_id,
        currency,
        position,
        amount,
        received_on
    from credits
    union all
    select
        source_kind,
        source,
        customer_id,
        currency,
        null as position,
        amount,
        received_on
    from received

),

free_money as (

    select
        money.source_kind,
        money.source,
        money.customer_id,
        money.currency,
        money.position,
        money.amount - coalesce(sum(chosen.amount), 0) as amount,
        money.received_on
    from money
    left join chosen
        on money.source_kind = chosen.source_kind
        and money.source = chosen.source
    group by
        money.source_kind,
        money.source,
        money.customer_id,
        money.currency,
        money.position,
        money.amount,
        money.received_on

),

free_in_order as (

    select
        *,
        sum(amount) over by_day - amount as starts_at,
        sum(amount) over by_day as ends_at
    from free_money
    where amount > 0
    window by_day as (
        partition by customer_id, currency
        order by received_on, position nulls last, source
        rows unbounded preceding
    )

),

unpaid as (

    select
        uncredited.number,
        uncredited.customer_id,
        uncredited.currency,
        uncredited.position,
        uncredited.amount - coalesce(sum(paid_as_named.amount), 0) as amount,
        uncredited.due_date
    from uncredited
    left join paid_as_named on uncredited.number = paid_as_named.document_number
    group by
        uncredited.number,
        uncredited.customer_id,
        uncredited.currency,
        uncredited.position,
        uncredited.amount,
        uncredited.due_date

),

unpaid_in_order as (

    select
        *,
        sum(amount) over by_due_date - amount as starts_at,
        sum(amount) over by_due_date as ends_at
    from unpaid
    where amount > 0
    window by_due_date as (
        partition by customer_id, currency
        order by due_date, position
        rows unbounded preceding
    )

),

paid_in_order as (

    select
        free_in_order.source_kind,
        free_in_order.source,
        unpaid_in_order.number as document_number,
        least(free_in_order.ends_at, unpaid_in_order.ends_at)
        - greatest(free_in_order.starts_at, unpaid_in_order.starts_at) as amount
    from free_in_order
    inner join unpaid_in_order
        on free_in_order.customer_id = unpaid_in_order.customer_id
        and free_in_order.currency = unpaid_in_order.currency
        and free_in_order.starts_at < unpaid_in_order.ends_at
        and unpaid_in_order.starts_at < free_in_order.ends_at

),

paid as (

    from chosen
    union all
    from paid_in_order

),

-- Money that is left has no document.
balances as (

    select
        money.source_kind,
        money.source,
        cast(null as varchar) as document_number,
        money.amount - coalesce(sum(paid.amount), 0) as amount
    from money
    left join paid
        on money.source_kind = paid.source_kind
        and money.source = paid.source
    group by money.source_kind, money.source, money.amount

),

parts as (

    from paid
    union all
    from balances
    where amount > 0

),

allocations as (

    select
        parts.source_kind,
        parts.source,
        parts.document_number,
        money.customer_id,
        money.currency,
        cast(parts.amount as decimal(38, 2)) as amount,
        money.received_on
    from parts
    inner join money
        on parts.source_kind = money.source_kind
        and parts.source = money.source

)

select * from allocations
