-- Group events behind a day's value, in one shape for all sources.
with

counted_rows as (

    select
        files.file,
        lake_groups.line_number,
        lake_groups.occurred_at as time,
        lake_groups.event || ' ' || lake_groups.group_id as what,
        cast(null as varchar) as user_id,
        cast(null as decimal(38, 9)) as quantity
    from lake_groups
    inner join files on lake_groups.filename = files.filename

)

select * from counted_rows
