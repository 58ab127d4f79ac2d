-- An app with an invoice or debit note that is overdue on the day. None in a workspace without a recorded payment.
-- The variable `today` names the day; without it, it is today in UTC.
-- grain: app_id, customer_id, currency
-- units: overdue in the currency, all that is open of the documents that bill the app
with

billed_apps as (

    select distinct
        number,
        app_id
    from invoice_lines

),

arrears as (

    select
        billed_apps.app_id,
        open_items.customer_id,
        open_items.currency,
        sum(open_items.open) as overdue,
        list(open_items.number order by open_items.position) as numbers,
        min(open_items.due_date) + 1 as overdue_since
    from open_items
    inner join billed_apps on open_items.number = billed_apps.number
    where open_items.days_overdue > 0
        and exists (from payments)
    group by billed_apps.app_id, open_items.customer_id, open_items.currency

)

select * from arrears
