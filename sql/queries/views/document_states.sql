-- The state of each document, and the amount of an invoice with its corrections, tax included.
-- The net is null for a correction: it is part of its invoice's.
with

corrections as (

    select
        refers_to as number,
        sum(gross_total) as total
    from invoices
    inner join document_amounts on invoices.number = document_amounts.number
    where kind <> 'invoice'
    group by refers_to

),

document_states as (

    select
        invoices.number,
        case
            when invoices.kind <> 'invoice' then 'issued'
            when voids.number is not null then 'voided'
            when corrections.number is not null then 'corrected'
            else 'issued'
        end as state,
        case
            when invoices.kind = 'invoice' then document_amounts.gross_total + coalesce(corrections.total, 0)
        end as net
    from invoices
    inner join document_amounts on invoices.number = document_amounts.number
    left join voids on invoices.number = voids.number
    left join corrections on invoices.number = corrections.number

)

select * from document_states
