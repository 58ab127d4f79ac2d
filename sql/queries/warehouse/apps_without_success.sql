-- Apps with logins in a month of which none succeeded.
-- $first, $last: days of the month
with

apps_without_success as (

    select app_id
    from daily_usage
    where metric = 'dau'
        and not is_reported
        and usage_date between cast($first as date) and cast($last as date)
    group by app_id
    having max(quantity) = 0

)

select * from apps_without_success
