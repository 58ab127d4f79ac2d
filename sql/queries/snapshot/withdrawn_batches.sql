-- Batches that were withdrawn, with the last reason.
with

reasons as (

    select
        subject,
        arg_max(reason, entry) as reason
    from audit
    where action in ('withdraw', 'replace')
    group by subject

),

withdrawn_batches as (

    select
        batches.batch_id,
        batches.path,
        batches.lines,
        coalesce(reasons.reason, '') as reason
    from batches
    left join reasons on reasons.subject = 'batch ' || batches.batch_id
    where batches.withdrawn_sequence_number is not null

)

select * from withdrawn_batches
order by batch_id
