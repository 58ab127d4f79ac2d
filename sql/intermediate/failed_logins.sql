-- Results of apps without a successful login. Users who log out are no failed logins.
-- grain: app_id, result
-- units: logins in lines
with

apps as (

    select app_id
    from stg_login_results
    group by app_id
    having max(case when is_success then 1 else 0 end) = 0

),

words as (

    select
        stg_login_results.app_id,
        stg_login_results.result,
        cast(count(*) as bigint) as logins,
        min(stg_login_results.usage_date) as first_date
    from stg_login_results
    inner join apps on stg_login_results.app_id = apps.app_id
    where
        stg_login_results.result is null
        or stg_login_results.result not in ('logout', 'disconnect')
    group by stg_login_results.app_id, stg_login_results.result

)

select * from words
