-- Days of issued months on which other bytes count after an exchange of batches. Groups exist on: their
-- events decide all later months, too.
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

former_segments as (

    select
        exchanges.exchange,
        exchanges.source,
        segments.usage_date,
        segments.path,
        segments.sha256
    from exchanges
    inner join segments on exchanges.former = segments.batch_id

),

later_segments as (

    select
        exchanges.exchange,
        exchanges.source,
        segments.usage_date,
        segments.path,
        segments.sha256
    from exchanges
    inner join segments on exchanges.later = segments.batch_id

),

differing_segments as (

    select
        exchange,
        usage_date,
        former_segments.path as former_path,
        later_segments.path as later_path
    from former_segments
    full join later_segments using (exchange, source, usage_date)
    where former_segments.sha256 is distinct from later_segments.sha256
        and exists (
            select 1 from invoices
            where month = strftime(usage_date, '%Y-%m')
                or (source = 'groups' and month > strftime(usage_date, '%Y-%m'))
        )

)

select * from differing_segments
order by exchange, usage_date
