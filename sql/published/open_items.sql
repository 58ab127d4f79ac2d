-- Each invoice and debit note that is not paid in full on the day.
-- The variable `today` names the day; without it, it is today in UTC.
-- grain: number
-- units: money of the currency
with

open_items as (

    select *
    from receivables
    where open > 0

)

select * from open_items
