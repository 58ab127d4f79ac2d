-- Batches that count although the audit says that they are withdrawn last, or the other way round.
with

last_actions as (

    select
        subject,
        arg_max(action, entry) <> 'restore' as is_withdrawn
    from audit
    where action in ('withdraw', 'replace', 'restore')
    group by subject

),

states as (

    select
        batches.batch_id,
        batches.path,
        batches.withdrawn_sequence_number is not null as is_withdrawn,
        coalesce(last_actions.is_withdrawn, false) as is_withdrawn_in_audit
    from batches
    left join last_actions on last_actions.subject = 'batch ' || batches.batch_id

),

withdrawal_differences as (

    select
        batch_id,
        path,
        is_withdrawn
    from states
    where is_withdrawn <> is_withdrawn_in_audit

)

select * from withdrawal_differences
order by batch_id
