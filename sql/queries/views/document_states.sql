-- The state of each document, and the total of an invoice with its corrections.
-- The net is null for a correction: it is part of its invoice's.
with

corrections as (

    select
        refers_to as number,
        sum(total) as total
    from invoices
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
            when invoices.kind = 'invoice' then invoices.total + coalesce(corrections.total, 0)
        end as net
    from invoices
    left join voids on invoices.number = voids.number
    left join corrections on invoices.number = corrections.number

)

select * from document_states
