-- Segments that count. Those of withdrawn batches stay in the lake only as a proof.
with

withdrawn_batches as (

    select batch_id from batches
    where withdrawn_sequence_number is not null

),

counting_segments as (

    select * from segments
    where batch_id not in (select batch_id from withdrawn_batches)

)

select * from counting_segments
