-- Months before one that have documents or usage and are not closed.
-- $month: the month to close
-- $closed_until: the last closed month, or empty
with

known_months as (

    select booked_in as month
    from booked_documents
    union
    select strftime(usage_date, '%Y-%m') as month
    from counting_segments

),

open_months_before as (

    select month
    from known_months
    where month < $month and month > $closed_until

)

select * from open_months_before
order by month
