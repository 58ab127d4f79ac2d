-- Files whose content is not that of their batch.
with

contents as (

    select
        deliveries.path,
        deliveries.source || ' ' || deliveries.sha256 as delivered,
        batches.source || ' ' || batches.sha256 as loaded
    from deliveries
    left join batches on deliveries.batch_id = batches.batch_id

),

delivery_differences as (

    select * from contents
    where loaded is distinct from delivered

)

select * from delivery_differences
order by path
