-- Batches that have rows, and whether some are in a month.
-- $first, $last: days of the month
-- grain: batch_id
with

batches_of_month as (

    select
        batch_id,
        bool_or(usage_date between cast($first as date) and cast($last as date)) as is_in_month
    from segments
    where rows > 0
    group by batch_id

)

select * from batches_of_month
