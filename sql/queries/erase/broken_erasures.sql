-- What an erasure left that neither is there now nor was replaced by a later erasure. Batches that were deleted are
-- left out.
with

segment_chain as (

    select
        erased_segments.path as name,
        coalesce(erased_segments.new_path, erased_segments.path) as left_path,
        coalesce(erased_segments.new_sha256, erased_segments.sha256) as left_sha256,
        erased_segments.erasure,
        erased_segments.batch_id
    from erased_segments
    inner join batches on erased_segments.batch_id = batches.batch_id

),

broken_segments as (

    select
        name,
        left_path || ' ' || left_sha256 as expected
    from segment_chain
    where not exists (
        select 1 from segments
        where segments.batch_id = segment_chain.batch_id
            and segments.path = left_path
            and segments.sha256 = left_sha256
    )
    and not exists (
        select 1 from erased_segments as later
        where later.batch_id = segment_chain.batch_id
            and later.path = left_path
            and later.sha256 = left_sha256
            and later.erasure > segment_chain.erasure
    )

),

broken_rejects as (

    select
        'rejected lines of batch ' || erased_rejects.batch_id as name,
        new_sha256 as expected
    from erased_rejects
    inner join batches on erased_rejects.batch_id = batches.batch_id
    where not exists (
        select 1 from evidence_batches
        where evidence_batches.batch_id = erased_rejects.batch_id
            and evidence_batches.rejects_sha256 = erased_rejects.new_sha256
    )
    and not exists (
        select 1 from erased_rejects as later
        where later.batch_id = erased_rejects.batch_id
            and later.sha256 = erased_rejects.new_sha256
            and later.erasure > erased_rejects.erasure
    )

),

broken_erasures as (

    select * from broken_segments
    union all
    select * from broken_rejects

)

select * from broken_erasures
order by name, expected
