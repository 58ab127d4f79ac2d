-- What counts of each source: files, lines, and the first and last day with rows.
with

live_batches as (

    select * from batches
    where withdrawn_sequence_number is null

),

source_days as (

    select
        segments.source,
        min(segments.usage_date) as first_day,
        max(segments.usage_date) as last_day
    from segments
    inner join live_batches on segments.batch_id = live_batches.batch_id
    group by segments.source

),

source_lines as (

    select
        source,
        count(*) as files,
        sum(lines) as lines,
        sum(headers) as headers,
        sum(accepted) as accepted,
        sum(rejected) as rejected
    from live_batches
    group by source

),

loaded_sources as (

    select
        source_lines.source,
        source_lines.files,
        source_lines.lines,
        source_lines.headers,
        source_lines.accepted,
        source_lines.rejected,
        source_days.first_day,
        source_days.last_day
    from source_lines
    left join source_days on source_lines.source = source_days.source

)

select * from loaded_sources
order by source
