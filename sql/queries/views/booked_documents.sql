-- Issued documents with the month in which they are booked: the month before that of the issue date.
-- grain: number
with

booked_documents as (

    select
        *,
        strftime(issue_date - interval 1 month, '%Y-%m') as booked_in
    from invoices

)

select * from booked_documents
