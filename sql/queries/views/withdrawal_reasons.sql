-- How and why each batch that no longer counts was withdrawn last. The action is replace if a load did it.
with

withdrawals as (

    select
        subject,
        arg_max(reason, entry) as reason,
        arg_max(action, entry) as action
    from audit
    where action in ('withdraw', 'replace')
    group by subject

),

withdrawal_reasons as (

    select
        batches.batch_id,
        coalesce(withdrawals.reason, '') as reason,
        coalesce(withdrawals.action, '') as action
    from batches
    left join withdrawals on withdrawals.subject = 'batch ' || batches.batch_id
    where batches.withdrawn_sequence_number is not null

)

select * from withdrawal_reasons
