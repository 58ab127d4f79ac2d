-- Payments that were recorded with a day of a month that was closed at that time.
-- grain: entry, payment_id
with

booked_in_closed_months as (

    select
        closings.entry,
        closings.month,
        payments.payment_id
    from closings
    inner join payments
        on payments.entry > closings.entry
        and strftime(payments.booked_on, '%Y-%m') <= closings.month
    where closings.reopened_entry is null or payments.entry < closings.reopened_entry

)

select * from booked_in_closed_months
order by entry, payment_id
