-- What names each batch in evidence: source, content, entry and reading.
-- The entry is null if an imbill before 0.3 read the file, the reading for the first one.
with

batch_names as (

    select
        batch_id,
        source,
        path,
        sha256,
        nullif(entry_sha256, '') as entry_sha256,
        case
            when reading > 1 then cast(reading as varchar)
        end as reading
    from batches

)

select * from batch_names
