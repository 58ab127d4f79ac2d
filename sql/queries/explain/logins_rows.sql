-- Login lines behind a day's value, in one shape for all sources.
with

counted_rows as (

    select
        files.file,
        lake_logins.line_number,
        lake_logins.logged_in_at as time,
        lake_logins.user_id as what,
        lake_logins.user_id,
        cast(null as decimal(38, 9)) as quantity
    from lake_logins
    inner join files on lake_logins.filename = files.filename

)

select * from counted_rows
