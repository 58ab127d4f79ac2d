-- A customer whose bill is far higher or lower than in the month before.
-- message: The bill of {subject} is {value} {currency}; in the month before it was {expected}.
-- message_zh: {subject} 的账单为 {value} {currency}，上月为 {expected}。
-- $percent = '100': least change, in percent of the smaller of both
-- $least = '1000': least change, in money of the currency
-- grain: subject
with

changed as (

    select
        customer_id as subject,
        total as value,
        total_before as expected,
        currency
    from bills
    where
        abs(total - total_before) >= cast($least as integer)
        and abs(total - total_before) * 100
        >= least(abs(total), abs(total_before)) * cast($percent as integer)

)

select * from changed
