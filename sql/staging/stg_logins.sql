-- Accepted login lines of the segments handed in, whether or not the login succeeded.
-- grain: one row a delivered line
with

logins as (

    select
        app_id,
        user_id,
        is_success,
        usage_date,
        logged_in_at
    from lake_logins

)

select * from logins
