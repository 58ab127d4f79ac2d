-- Each batch as evidence has it: its name, its line counts, and hashes of its segments and rejected lines.
with

segment_hashes as (

    select
        batch_id,
        sha256(
            string_agg(usage_date || ' ' || sha256, chr(10) order by usage_date, path)
        ) as segments_sha256
    from segments
    group by batch_id

),

reject_hashes as (

    select
        batch_id,
        sha256(
            string_agg(
                line_number || ' ' || to_json([column_name, value, reason]),
                chr(10)
                order by line_number, column_name, value, reason
            )
        ) as rejects_sha256
    from rejects
    where batch_id is not null
    group by batch_id

),

evidence_batches as (

    select
        batch_names.batch_id,
        batch_names.source,
        batch_names.sha256,
        batch_names.entry_sha256,
        batch_names.reading,
        cast(batches.lines as varchar) as lines,
        cast(batches.accepted as varchar) as accepted,
        cast(batches.rejected as varchar) as rejected,
        coalesce(segment_hashes.segments_sha256, '') as segments_sha256,
        coalesce(reject_hashes.rejects_sha256, '') as rejects_sha256
    from batches
    inner join batch_names on batches.batch_id = batch_names.batch_id
    left join segment_hashes on batches.batch_id = segment_hashes.batch_id
    left join reject_hashes on batches.batch_id = reject_hashes.batch_id

)

select * from evidence_batches
