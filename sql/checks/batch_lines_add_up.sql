-- Every line of every batch is a header, accepted or rejected, and every accepted line that is stored is in exactly one
-- segment.
-- grain: batch_id
with

kept as (

    select
        batch_id,
        cast(sum(lines) as bigint) as lines
    from segments
    group by batch_id

),

unbalanced as (

    select
        batches.batch_id,
        batches.path,
        batches.lines,
        batches.headers,
        batches.accepted,
        batches.ignored,
        batches.rejected,
        coalesce(kept.lines, 0) as kept_lines
    from batches
    left join kept on batches.batch_id = kept.batch_id
    where
        batches.lines <> batches.headers + batches.accepted + batches.rejected
        or batches.accepted <> batches.ignored + coalesce(kept.lines, 0)

)

select * from unbalanced
