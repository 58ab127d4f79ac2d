-- Delivered group events, typed, each with its first problem or null.
-- grain: line_number
with

lines as (

    select *, to_instant(time) as occurred_at from delivered_lines

),

checked as (

    select
        line_number,
        app_id,
        group_id,
        event,
        group_type,
        extra,
        case
            when is_ignored then no_problem()
            when
                line_problem is null
                and is_plain_instant(occurred_at)
                and is_plain_app_id(app_id)
                and is_plain_id(group_id)
                and not stands_for_no_id(group_id)
                and event in ('created', 'dismissed', 'full')
                then no_problem()
            else
                told_problem(
                    coalesce(
                        line_problem,
                        time_problem(time, occurred_at),
                        app_id_problem(app_id),
                        own_id_problem('group_id', group_id),
                        case
                            when event is null then problem('event', '', 'is empty')
                            when event not in ('created', 'dismissed', 'full') then
                                problem('event', event, 'is not an event that is counted')
                            else no_problem()
                        end
                    )
                )
        end as problem,
        is_ignored,
        billing_day(occurred_at) as usage_date,
        occurred_at
    from lines

)

select * from checked
