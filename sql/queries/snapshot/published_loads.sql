-- Loads that brought a file or failed. Those of imbill 0.5 and before have the lines of their batches, and no times.
with

batch_lines as (

    select
        load_id,
        count(*) as batches,
        sum(lines) as lines,
        sum(accepted) as accepted,
        sum(ignored) as ignored,
        sum(rejected) as rejected
    from batches
    group by load_id

),

published_loads as (

    select
        loads.load_id,
        loads.command,
        loads.imbill_version,
        loads.exit_code,
        loads.files,
        loads.duplicates,
        cast(coalesce(loads.lines, batch_lines.lines) as bigint) as lines,
        cast(coalesce(loads.accepted, batch_lines.accepted) as bigint) as accepted,
        cast(coalesce(loads.ignored, batch_lines.ignored) as bigint) as ignored,
        cast(coalesce(loads.rejected, batch_lines.rejected) as bigint) as rejected,
        loads.is_finished,
        try_cast(loads.started_at as timestamptz) as started_at,
        try_cast(loads.ended_at as timestamptz) as ended_at
    from loads
    left join batch_lines on loads.load_id = batch_lines.load_id
    where loads.files > 0 or loads.exit_code <> 0 or batch_lines.batches > 0

)

select * from published_loads
