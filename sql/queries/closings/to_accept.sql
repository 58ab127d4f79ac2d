-- What a person must accept before a month is closed, and how often it occurs: findings of the month's
-- documents that were not voided, anomalies, missing deliveries, rejected lines and refused files.
-- A refused file has no month: each may be one of this month. So may rejected lines of files without rows.
-- grain: code
-- $month: the month to close
with

documents as (

    select number
    from booked_documents
    where booked_in = $month
        and number not in (select voids.number from voids)

),

batches_of_month as (

    select batch_id
    from batch_states
    where state = 'counts'
        and (
            batch_id in (
                select segments.batch_id from segments
                where strftime(segments.usage_date, '%Y-%m') = $month
            )
            or batch_id not in (select segments.batch_id from segments)
        )

),

occurrences as (

    select code from findings
    where number in (select documents.number from documents)
    union all
    select code from anomalies
    where month = $month
    union all
    select 'delivery-missing' as code from missing_deliveries
    where month = $month and state <> 'late'
    union all
    select 'line-rejected' as code from rejects
    where batch_id in (select batches_of_month.batch_id from batches_of_month)
    union all
    select 'file-refused' as code from refused_files

),

to_accept as (

    select
        code,
        count(*) as occurrences
    from occurrences
    group by code

)

select * from to_accept
order by code
