-- Results of the accepted login lines of the segments handed in, as delivered; null where none are kept.
-- grain: one row a delivered line
with

results as (

    select
        app_id,
        result,
        is_success,
        usage_date
    from lake_logins

)

select * from results
