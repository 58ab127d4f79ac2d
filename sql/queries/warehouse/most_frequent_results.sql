-- Failed logins of each app: how many, since when, and the most frequent results, separated by line feeds.
-- $count: how many results are named
with

ranked as (

    select
        *,
        row_number() over (partition by app_id order by logins desc, result nulls last) as place
    from failed_logins

),

most_frequent_results as (

    select
        app_id,
        min(first_date) as first_date,
        cast(sum(logins) as bigint) as logins,
        count(result) as results,
        string_agg(
            case when place <= $count then result end,
            chr(10)
            order by place
        ) as named
    from ranked
    group by app_id

)

select * from most_frequent_results
order by app_id
