-- Each document as a summary lists it.
with

summarised_documents as (

    select
        invoices.position,
        invoices.number,
        invoices.month,
        invoices.kind,
        invoices.refers_to,
        invoices.customer_id,
        invoices.customer_name,
        invoices.currency,
        invoices.prepaid,
        invoices.postpaid,
        invoices.total,
        document_amounts.tax_total,
        document_amounts.gross_total,
        document_states.state
    from invoices
    inner join document_amounts on invoices.number = document_amounts.number
    left join document_states on invoices.number = document_states.number

)

select * from summarised_documents
order by position
