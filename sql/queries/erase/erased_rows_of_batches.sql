-- Erasures by their entries in the audit, with their segments and the days of these.
-- $is_all: true for all batches
-- $batches: JSON list of hashes of the batches that matter
with

audited as (

    select
        cast(replace(subject, 'erasure ', '') as bigint) as erasure,
        action,
        recorded_at,
        recorded_by,
        reason
    from audit
    where action in ('erase', 'retain')

),

chosen as (

    select batch_id from batches
    where $is_all
        or sha256 in (select unnest(from_json($batches, '["VARCHAR"]')))

),

erased as (

    select
        erased_segments.erasure,
        count(*) as segments,
        min(regexp_extract(path, '\d{4}-\d\d-\d\d')) as first_day,
        max(regexp_extract(path, '\d{4}-\d\d-\d\d')) as last_day
    from erased_segments
    where batch_id in (select batch_id from chosen)
    group by erased_segments.erasure

),

erased_rows_of_batches as (

    select
        audited.erasure,
        audited.action,
        audited.recorded_at,
        audited.recorded_by,
        audited.reason,
        coalesce(erased.segments, 0) as segments,
        erased.first_day,
        erased.last_day
    from audited
    left join erased on audited.erasure = erased.erasure
    where $is_all
        or erased.erasure is not null

)

select * from erased_rows_of_batches
order by erasure
