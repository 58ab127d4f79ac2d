-- Results of the accepted login lines, as delivered; null if the source has keep: none.
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
