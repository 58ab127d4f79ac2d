-- Batches that a month is measured from now. Group events of all earlier months decide it, too.
-- $first, $last: days of the month
with

counting as (

    select batch_id
    from counting_segments
    where usage_date <= cast($last as date)
        and (usage_date >= cast($first as date) or source = 'groups')

),

month_evidence as (

    select * exclude (batch_id) from evidence_batches
    where batch_id in (select batch_id from counting)

)

select * from month_evidence
order by source, sha256, coalesce(entry_sha256, ''), coalesce(cast(reading as bigint), 1)
