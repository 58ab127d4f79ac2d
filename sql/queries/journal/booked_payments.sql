-- Payments that are booked in a month; a reversal with the kind of the payment that it takes back.
-- $month: YYYY-MM
-- grain: payment_id
with

booked_payments as (

    select
        payments.payment_id,
        payments.customer_id,
        cast(payments.received_on as varchar) as received_on,
        cast(payments.booked_on as varchar) as booked_on,
        cast(payments.amount as varchar) as amount,
        payments.currency,
        payments.payment_kind as kind,
        payments.document_number,
        payments.reverses,
        reversed.payment_kind as reversed_kind
    from payments
    left join payments as reversed on payments.reverses = reversed.payment_id
    where strftime(payments.booked_on, '%Y-%m') = $month

)

select * from booked_payments
order by booked_on, payment_id
