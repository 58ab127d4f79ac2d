-- The first file that holds a batch whose own file no longer holds it; null if its own file does.
-- $batch_id: id of the batch
with

holders as (

    select path from deliveries
    where batch_id = $batch_id

),

other_holder as (

    select min(path) as path
    from holders
    where (select path from batches where batch_id = $batch_id) not in (select path from holders)

)

select * from other_holder
