-- Files and lines of one load.
-- $load_id: number of the load
with

files as (

    select
        count(*) as files,
        count(*) filter (where is_duplicate) as duplicates
    from deliveries
    where load_id = $load_id

),

lines as (

    select
        coalesce(sum(lines), 0) as lines,
        coalesce(sum(headers), 0) as headers,
        coalesce(sum(accepted), 0) as accepted,
        coalesce(sum(ignored), 0) as ignored,
        coalesce(sum(rejected), 0) as rejected
    from batches
    where load_id = $load_id

),

load_totals as (

    select
        files.files,
        files.duplicates,
        lines.lines,
        lines.headers,
        lines.accepted,
        lines.ignored,
        lines.rejected
    from files
    cross join lines

)

select * from load_totals
