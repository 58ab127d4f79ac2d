-- Counting batches of tables with these rows.
-- $source, $entry: kind and hash of the entry; $rows, $hash_sum, $hash_xor: fingerprint of the rows
with

tables as (

    select
        sha256,
        from_json(content, '{"rows": "VARCHAR", "hash_sum": "VARCHAR", "hash_xor": "VARCHAR"}') as origin
    from facts
    where kind = 'table'

),

same_tables as (

    select
        batches.batch_id,
        batches.sha256
    from batches
    inner join tables on batches.sha256 = tables.sha256
    where batches.source = $source
        and batches.entry_sha256 = $entry
        and batches.withdrawn_sequence_number is null
        and tables.origin.rows = $rows
        and tables.origin.hash_sum = $hash_sum
        and tables.origin.hash_xor = $hash_xor

)

select * from same_tables
order by batch_id
