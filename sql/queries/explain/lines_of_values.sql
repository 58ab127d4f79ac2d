-- Delivered lines and files behind each value of the table wanted_values: those of its app, days and slot.
-- Reads counted_lines: app_id, metric, usage_date, slot_started_at, filename of each line that a metric counts.
-- grain: app_id, metric, until_date
with

lines_of_values as (

    select
        wanted_values.app_id,
        wanted_values.metric,
        wanted_values.until_date,
        count(*) as lines,
        count(distinct counted_lines.filename) as files
    from wanted_values
    inner join counted_lines
        on wanted_values.app_id = counted_lines.app_id
        and wanted_values.metric = counted_lines.metric
        and counted_lines.usage_date between wanted_values.from_date and wanted_values.until_date
        and (
            wanted_values.slot_started_at is null
            or counted_lines.slot_started_at = wanted_values.slot_started_at
        )
    group by wanted_values.app_id, wanted_values.metric, wanted_values.until_date

)

select * from lines_of_values
