-- Documents whose rows do not add up to their total, lines whose rows do not add up to their amount, and rows of
-- documents that were not asked for.
-- grain: invoice_id, line_number
with

documents as (

    select
        invoice_id,
        sum(billed_cost) as billed_cost,
        any_value(billing_currency) as billing_currency,
        any_value(billing_account_id) as billing_account_id,
        count(distinct (billing_currency, billing_account_id)) as owners
    from focus_charges
    group by invoice_id

),

compared as (

    select
        coalesce(focus_invoices.invoice_id, documents.invoice_id) as invoice_id,
        concat_ws(' ', coalesce(documents.billed_cost, 0), documents.billing_currency, documents.billing_account_id) as found,
        concat_ws(' ', focus_invoices.total, focus_invoices.currency, focus_invoices.customer_id) as expected,
        coalesce(documents.billed_cost, 0) = focus_invoices.total
            and coalesce(documents.billing_currency, focus_invoices.currency) = focus_invoices.currency
            and coalesce(documents.billing_account_id, focus_invoices.customer_id) = focus_invoices.customer_id
            and coalesce(owners, 1) = 1 as is_equal
    from focus_invoices
    full join documents on focus_invoices.invoice_id = documents.invoice_id

),

lines as (

    select
        invoice_id,
        x_line_number,
        sum(billed_cost) as billed_cost,
        max(x_line_amount) as amount
    from focus_charges
    group by invoice_id, x_line_number

),

violations as (

    select
        cast(null as bigint) as row_number,
        'BilledCost of ' || invoice_id as column_name,
        found,
        expected
    from compared
    where is_equal is distinct from true
    union all
    select
        cast(null as bigint) as row_number,
        'BilledCost of ' || invoice_id || ', line ' || x_line_number as column_name,
        cast(billed_cost as varchar) as found,
        cast(amount as varchar) as expected
    from lines
    where billed_cost <> amount

)

select * from violations
