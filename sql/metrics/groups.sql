-- Groups of all types that exist at the end of the day.
-- grain: app_id, usage_date (every day of the calendar from the app's first event on)
-- units: quantity in groups
with

daily as (

    select
        app_id,
        usage_date,
        all_groups as quantity
    from group_days

)

select * from daily
