-- Delivered login lines, typed, each with its first problem or null.
-- grain: line_number
with

lines as (

    select *, to_instant(time) as logged_in_at from delivered_lines

),

checked as (

    select
        line_number,
        app_id,
        user_id,
        result,
        platform,
        client_ip,
        extra,
        case
            when is_ignored then no_problem()
            when
                line_problem is null
                and is_plain_instant(logged_in_at)
                and is_plain_app_id(app_id)
                and is_plain_id(user_id)
                and not stands_for_no_id(user_id)
                then no_problem()
            else
                told_problem(
                    coalesce(
                        line_problem,
                        time_problem(time, logged_in_at),
                        app_id_problem(app_id),
                        own_id_problem('user_id', user_id)
                    )
                )
        end as problem,
        is_ignored,
        is_success_word(result) as is_success,
        billing_day(logged_in_at) as usage_date,
        logged_in_at
    from lines

)

select * from checked
