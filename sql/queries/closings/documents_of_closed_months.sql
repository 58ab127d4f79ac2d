-- Documents that were issued with the date of a month that was closed at that time.
-- grain: entry, number
with

documents_of_closed_months as (

    select
        closings.entry,
        closings.month,
        booked_documents.number
    from closings
    inner join booked_documents
        on booked_documents.position > closings.ledger_position
        and booked_documents.booked_in <= closings.month
    where closings.reopened_position is null or booked_documents.position <= closings.reopened_position

)

select * from documents_of_closed_months
order by entry, number
