-- Batches as analysts see them, with whether they count.
with

published_batches as (

    select
        batch_id,
        load_id,
        source,
        path,
        sha256,
        entry_sha256,
        reading,
        bytes,
        lines,
        headers,
        accepted,
        ignored,
        rejected,
        known_sequence_number,
        withdrawn_sequence_number,
        case
            when withdrawn_sequence_number is null then 'live'
            else 'withdrawn'
        end as status
    from batches

)

select * from published_batches
