-- Days of issued months on which other bytes count after an exchange of batches. Groups exist on: their
-- events decide all later months, too.
-- former_paths, later_paths: the paths of the day's segments, one a line; null if there is none
-- $exchanges: JSON list: exchange (its number), source, former and later (ids of batches, or null)
with

given as (

    select
        unnest(
            from_json(
                $exchanges,
                '[{"exchange": "BIGINT", "source": "VARCHAR", "former": "BIGINT", "later": "BIGINT"}]'
            )
        ) as batches

),

exchanges as (

    select
        batches.exchange as exchange,
        batches.source as source,
        batches.former as former,
        batches.later as later
    from given

),

former_days as (

    select
        exchanges.exchange,
        exchanges.source,
        segments.usage_date,
        string_agg(segments.path, chr(10) order by segments.path) as paths,
        string_agg(segments.sha256, chr(10) order by segments.path) as hashes
    from exchanges
    inner join segments on exchanges.former = segments.batch_id
    group by exchanges.exchange, exchanges.source, segments.usage_date

),

later_days as (

    select
        exchanges.exchange,
        exchanges.source,
        segments.usage_date,
        string_agg(segments.path, chr(10) order by segments.path) as paths,
        string_agg(segments.sha256, chr(10) order by segments.path) as hashes
    from exchanges
    inner join segments on exchanges.later = segments.batch_id
    group by exchanges.exchange, exchanges.source, segments.usage_date

),

differing_segments as (

    select
        exchange,
        usage_date,
        former_days.paths as former_paths,
        later_days.paths as later_paths
    from former_days
    full join later_days using (exchange, source, usage_date)
    where former_days.hashes is distinct from later_days.hashes
        and exists (
            select 1 from invoices
            where month = strftime(usage_date, '%Y-%m')
                or (source = 'groups' and month > strftime(usage_date, '%Y-%m'))
        )

)

select * from differing_segments
order by exchange, usage_date
