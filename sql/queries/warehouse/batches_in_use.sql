-- Batches that a document was counted from, or that a person decided on.
-- $batch_ids: JSON list of ids
with

batches_in_use as (

    select batch_id
    from batches
    where batch_id in (select unnest(from_json($batch_ids, '["BIGINT"]')))
        and (
            exists (
                select 1 from facts
                where kind = 'evidence' and contains(content, batches.sha256)
            )
            or exists (select 1 from audit where subject = 'batch ' || batches.batch_id)
        )

)

select * from batches_in_use
