-- Files that hold withdrawn batches: those of a load, and those that are asked for.
-- $load_id: number of the load
-- $paths: JSON list of further paths
with

withdrawn_deliveries as (

    select
        deliveries.path,
        deliveries.batch_id,
        withdrawal_reasons.reason
    from deliveries
    inner join withdrawal_reasons on deliveries.batch_id = withdrawal_reasons.batch_id
    where deliveries.load_id = $load_id
        or deliveries.path in (select unnest(from_json($paths, '["VARCHAR"]')))

)

select * from withdrawn_deliveries
order by path
