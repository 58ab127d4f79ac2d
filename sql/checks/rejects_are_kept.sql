-- Every rejected line of a batch is stored with its reason.
-- grain: batch_id
with

kept as (

    select
        batch_id,
        count(*) as rejects
    from rejects
    where batch_id is not null
    group by batch_id

),

missing as (

    select
        batches.batch_id,
        batches.path,
        batches.rejected,
        coalesce(kept.rejects, 0) as kept_rejects
    from batches
    left join kept on batches.batch_id = kept.batch_id
    where batches.rejected <> coalesce(kept.rejects, 0)

)

select * from missing
