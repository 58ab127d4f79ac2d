-- Documents as analysts see them, with their state, their tax, and their amount with corrections.
with

-- An altered document may be no JSON; verify says so.
readable as (

    select
        number,
        case when json_valid(document) then document end as document
    from invoices

),

published_invoices as (

    select
        invoices.* rename (kind as document_kind),
        readable.document ->> '$.language' as language,
        readable.document ->> '$.customer_details.tax_id' as customer_tax_id,
        readable.document ->> '$.customer_details.purchase_order' as purchase_order,
        readable.document -> '$.customer_details.tags' as tags,
        document_states.state as status,
        cast(document_states.net as decimal(38, 2)) as net,
        document_amounts.net_total,
        document_amounts.tax_total,
        document_amounts.gross_total
    from invoices
    inner join readable on invoices.number = readable.number
    inner join document_amounts on invoices.number = document_amounts.number
    inner join document_states on invoices.number = document_states.number

)

select * from published_invoices
