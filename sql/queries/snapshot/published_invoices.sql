-- Documents as analysts see them, with their state and what they come to together with their corrections.
with

published_invoices as (

    select
        invoices.*,
        document_states.state as status,
        cast(document_states.net as decimal(38, 2)) as net,
        coalesce(
            case
                when json_valid(invoices.document)
                    then try_cast(invoices.document ->> '$.tax.gross' as decimal(38, 2))
            end,
            invoices.total
        ) as amount_due
    from invoices
    inner join document_states on invoices.number = document_states.number

)

select * from published_invoices
