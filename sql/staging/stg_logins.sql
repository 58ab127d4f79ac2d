-- Accepted login lines, with successful and failed logins.
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
