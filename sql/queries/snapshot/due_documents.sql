-- The documents that are not paid in full on the day.
-- $customer: only those of one customer; null = all
with

due_documents as (

    select
        number,
        document_kind as kind,
        month,
        customer_id,
        currency,
        issue_date,
        due_date,
        status,
        amount,
        credited,
        paid,
        open,
        days_overdue,
        position
    from open_items
    where $customer is null or customer_id = $customer

)

select * from due_documents
order by due_date, position
