-- Each document with what it refers to, and of a credit or debit note the reason and how many causes it names.
with

documents as (

    select
        *,
        kind <> 'invoice' and json_valid(document) as is_note
    from invoices

),

document_references as (

    select
        position,
        number,
        kind,
        refers_to,
        customer_id,
        month,
        case when is_note then document ->> '$.reason' end as reason,
        case when is_note then json_array_length(document, '$.causes') end as causes
    from documents

)

select * from document_references
order by position
