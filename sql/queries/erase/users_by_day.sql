-- What is counted of a segment: logins and distinct users by app and day.
with

users_by_day as (

    select
        app_id,
        usage_date,
        is_success,
        count(*) as logins,
        count(distinct user_id) as users
    from segment_rows
    group by app_id, usage_date, is_success

)

select * from users_by_day
order by app_id, usage_date, is_success
