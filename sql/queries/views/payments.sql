-- Payments as they were recorded, from the audit. A recorded payment never changes.
-- grain: payment_id
-- units: amount in the currency, above zero; a reversal takes the payment that it names out
with

entries as (

    select
        entry,
        detail
    from audit
    where json_valid(detail) and action = 'payment'

),

payments as (

    select
        detail ->> '$.payment_id' as payment_id,
        detail ->> '$.customer_id' as customer_id,
        try_cast(detail ->> '$.received_on' as date) as received_on,
        detail ->> '$.received_at' as received_at,
        try_cast(detail ->> '$.amount' as decimal(38, 2)) as amount,
        detail ->> '$.currency' as currency,
        detail ->> '$.kind' as payment_kind,
        nullif(detail ->> '$.document_number', '') as document_number,
        nullif(detail ->> '$.reverses', '') as reverses,
        detail ->> '$.note' as note,
        try_cast(detail ->> '$.booked_on' as date) as booked_on,
        entry
    from entries

)

select * from payments
