-- The state of each batch: it counts, a load replaced it, or a person withdrew it.
with

batch_states as (

    select
        batches.batch_id,
        case
            when batches.withdrawn_sequence_number is null then 'counts'
            when withdrawal_reasons.action = 'replace' then 'replaced'
            else 'withdrawn'
        end as state
    from batches
    left join withdrawal_reasons on batches.batch_id = withdrawal_reasons.batch_id

)

select * from batch_states
