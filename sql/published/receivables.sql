-- Each invoice and debit note, with what was credited and paid, and what is open on the day.
-- The variable `today` names the day; without it, it is today in UTC. Documents of later days are left out.
-- grain: number
-- units: money of the currency
with

clock as (

    select coalesce(try_cast(getvariable('today') as date), current_date) as today

),

paid as (

    select
        document_number as number,
        sum(amount) filter (where source_kind = 'credit_note') as credited,
        sum(amount) filter (where source_kind <> 'credit_note') as paid
    from allocations
    where document_number is not null
    group by document_number

),

documents as (

    select
        invoices.number,
        invoices.document_kind,
        invoices.month,
        invoices.customer_id,
        invoices.customer_name,
        invoices.currency,
        invoices.position,
        invoices.gross_total as amount,
        coalesce(paid.credited, 0) as credited,
        coalesce(paid.paid, 0) as paid,
        invoices.gross_total - coalesce(paid.credited, 0) - coalesce(paid.paid, 0) as open,
        invoices.issue_date,
        invoices.due_date,
        clock.today - invoices.due_date as days_after_due
    from invoices
    cross join clock
    left join paid on invoices.number = paid.number
    where invoices.issue_date <= clock.today and invoices.gross_total >= 0

),

receivables as (

    select
        number,
        document_kind,
        month,
        customer_id,
        customer_name,
        currency,
        case
            when open = 0 and paid > 0 then 'paid'
            when open = 0 then 'settled'
            when days_after_due > 0 then 'overdue'
            when paid > 0 then 'part-paid'
            else 'open'
        end as status,
        amount,
        cast(credited as decimal(38, 2)) as credited,
        cast(paid as decimal(38, 2)) as paid,
        cast(open as decimal(38, 2)) as open,
        case when open > 0 then greatest(days_after_due, 0) else 0 end as days_overdue,
        position,
        issue_date,
        due_date
    from documents

)

select * from receivables
