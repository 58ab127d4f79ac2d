-- Recorded payments that cannot be as they were checked: of an unknown document or payment, of another customer, or twice.
with

documents as (

    select
        payments.payment_id,
        'document_number' as key,
        payments.document_number || ' of ' || payments.customer_id as expected,
        invoices.number || ' of ' || invoices.customer_id as found
    from payments
    left join invoices on payments.document_number = invoices.number
    where payments.document_number is not null

),

reversed as (

    select
        payments.payment_id,
        'reverses' as key,
        payments.reverses || ' of ' || payments.customer_id || ', ' || payments.amount as expected,
        originals.payment_id || ' of ' || originals.customer_id || ', ' || originals.amount as found
    from payments
    left join payments as originals
        on payments.reverses = originals.payment_id
        and originals.payment_kind <> 'reversal'
    where payments.payment_kind = 'reversal'

),

counted as (

    select
        coalesce(payment_id, 'of entry ' || min(entry)) as payment_id,
        'entries' as key,
        '1, with a day and an amount' as expected,
        case
            when count(payment_id) = 1 and count(received_on) = 1 and count(amount) = 1 then '1, with a day and an amount'
            else cast(count(*) as varchar)
        end as found
    from payments
    group by payments.payment_id

),

compared as (

    select * from documents
    union all
    select * from reversed
    union all
    select * from counted

),

payment_differences as (

    select *
    from compared
    where expected is distinct from found

)

select * from payment_differences
order by payment_id, key
