-- The last erasure of rows of each batch, as a sentence, by source and hash.
with

last_erasures as (

    select
        batch_id,
        max(erasure) as erasure
    from erased_segments
    group by batch_id

),

erased_batches as (

    select
        batches.source || ' ' || batches.sha256 as batch,
        arg_max(
            case audit.action
                when 'erase' then 'a user was erased from its rows on '
                else 'its raw rows were erased on '
            end || audit.recorded_at[1:10] || ' by ' || audit.recorded_by || ' (' || audit.subject || ')',
            last_erasures.erasure
        ) as erasure
    from last_erasures
    inner join batches on last_erasures.batch_id = batches.batch_id
    inner join audit on audit.subject = 'erasure ' || last_erasures.erasure
    group by batches.source || ' ' || batches.sha256

)

select * from erased_batches
order by batch
