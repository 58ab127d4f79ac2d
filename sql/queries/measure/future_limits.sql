-- Until when times were accepted, for each batch with lines that were rejected as later. The reason states it.
with

limits as (

    select
        batches.source || ' ' || batches.sha256 as batch,
        max(regexp_extract(rejects.reason, '^is in the future: (\S+) was', 1)) as accepted_until
    from rejects
    inner join batches on rejects.batch_id = batches.batch_id
    where rejects.reason like 'is in the future: %'
    group by batches.source, batches.sha256

)

select * from limits
