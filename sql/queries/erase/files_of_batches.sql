-- Paths under which some batches were delivered.
-- $batch_ids: JSON list of ids
with

chosen as (

    select unnest(from_json($batch_ids, '["BIGINT"]')) as batch_id

),

files_of_batches as (

    select path from batches
    where batch_id in (select batch_id from chosen)
    union
    select path from deliveries
    where batch_id in (select batch_id from chosen)

)

select * from files_of_batches
order by path
