-- Contents that a batch has, with each entry that made it. The entry is empty if any entry is meant: where
-- it is not known, or a person withdrew the batch and imbill.yaml no longer has its entry.
-- $entries: JSON list of hashes of the entries that imbill.yaml has
with

known as (

    select
        batches.batch_id,
        batches.source,
        batches.sha256,
        batches.entry_sha256,
        batches.reading,
        batch_states.state
    from batches
    inner join batch_states on batches.batch_id = batch_states.batch_id

),

read_by as (

    select
        batch_id,
        entry_sha256 as entry
    from known
    where entry_sha256 <> ''
    union
    select
        batch_id,
        entry_sha256 as entry
    from deliveries
    where entry_sha256 <> ''

),

read_by_given as (

    select batch_id from read_by
    where entry in (select unnest(from_json($entries, '["VARCHAR"]')))

),

meant as (

    select
        batch_id,
        entry
    from read_by
    union all
    select
        batch_id,
        '' as entry
    from known
    where batch_id not in (select batch_id from read_by)
    union all
    select
        batch_id,
        '' as entry
    from known
    where state = 'withdrawn' and batch_id not in (select batch_id from read_by_given)

),

known_contents as (

    select distinct
        known.source,
        known.sha256,
        meant.entry,
        known.batch_id,
        known.state,
        known.reading
    from meant
    inner join known on meant.batch_id = known.batch_id

)

select * from known_contents
order by state = 'counts', reading, batch_id
