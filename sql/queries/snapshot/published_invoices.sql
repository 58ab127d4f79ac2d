-- Documents as analysts see them, with their state, their tax, and their amount with corrections.
with

published_invoices as (

    select
        invoices.*,
        document ->> '$.language' as language,
        document ->> '$.customer_details.tax_id' as customer_tax_id,
        document ->> '$.customer_details.purchase_order' as purchase_order,
        document -> '$.customer_details.tags' as tags,
        document_states.state as status,
        cast(document_states.net as decimal(38, 2)) as net,
        document_amounts.net_total,
        document_amounts.tax_total,
        document_amounts.gross_total
    from invoices
    inner join document_amounts on invoices.number = document_amounts.number
    inner join document_states on invoices.number = document_states.number

)

select * from published_invoices
