-- Documents that were issued with the date of a month that was closed at that time.
-- grain: entry, number
with

documents_of_closed_months as (

    select
        closings.entry,
        closings.month,
        invoices.number
    from closings
    inner join invoices
        on invoices.position > closings.ledger_position
        and strftime(invoices.issue_date - interval 1 month, '%Y-%m') <= closings.month
    where closings.reopened_position is null or invoices.position <= closings.reopened_position

)

select * from documents_of_closed_months
order by entry, number
