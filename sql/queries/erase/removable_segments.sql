-- Segments of logins and bandwidth whose rows are still there, also of withdrawn files.
with

removable_segments as (

    select
        batch_id,
        strftime(usage_date, '%Y-%m') as month,
        path,
        sha256,
        rows
    from segments
    where source in ('logins', 'bandwidth')
        and path not in (select path from removed_segments)

)

select * from removable_segments
order by month, path, batch_id
