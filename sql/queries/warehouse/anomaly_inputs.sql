-- Digests of the rows in which anomalies are found. They change with each row, whatever the order.
-- $from, $until: days that are looked at
-- grain: one row
with

usage_rows as (

    select count(*) || ' ' || coalesce(sum(hash(app_id, metric, usage_date, quantity)), 0) as usage
    from daily_usage
    where usage_date between cast($from as date) and cast($until as date)

),

activity_rows as (

    select
        count(*) || ' '
        || coalesce(sum(hash(source, app_id, region, node, usage_date, hour, quantity)), 0) as activity
    from activity
    where usage_date between cast($from as date) and cast($until as date)

),

reject_rows as (

    select count(*) || ' ' || coalesce(sum(hash(rejects.batch_id, source, column_name, reason)), 0) as rejected
    from rejects

),

batch_rows as (

    select
        count(*) || ' '
        || coalesce(sum(hash(batch_id, load_id, lines, headers, withdrawn_sequence_number)), 0) as batches
    from batches

),

digests as (

    select
        usage_rows.usage,
        activity_rows.activity,
        reject_rows.rejected || ' ' || batch_rows.batches as rejected
    from usage_rows
    cross join activity_rows
    cross join reject_rows
    cross join batch_rows

)

select * from digests
