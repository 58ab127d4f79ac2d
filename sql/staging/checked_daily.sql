-- Delivered day values, typed, each with its first problem or null. A line of an API's answer may hold several metrics.
-- Reads the variable metric_names, the metrics that may be delivered.
-- grain: line_number, metric
with

lines as (

    select
        *,
        case
            when regexp_full_match(date, '\d{4}-\d{2}-\d{2}') then try_cast(date as date)
            when regexp_full_match(date, '\d{8}') then
                try_cast(
                    substring(date, 1, 4) || '-' || substring(date, 5, 2) || '-' || substring(date, 7, 2) as date
                )
        end as usage_date,
        case
            when has_few_digits(value, 9) then cast(value as decimal(18, 9))
            when regexp_full_match(value, '\d{1,18}(\.\d{1,9})?') then cast(value as decimal(38, 9))
        end as quantity
    from delivered_lines

),

checked as (

    select
        line_number,
        app_id,
        metric,
        extra,
        quantity,
        case
            when is_ignored then no_problem()
            else
                told_problem(
                    coalesce(
                        line_problem,
                        case
                            when date is null then problem('date', '', 'is empty')
                            when usage_date is null then problem('date', date, 'is not a real date')
                            when usage_date < date '2000-01-01' or usage_date >= date '2100-01-01' then
                                problem('date', date, 'is not between the years 2000 and 2100')
                            when usage_date > billing_day(cast(getvariable('accepted_until') as timestamp)) then
                                problem('date', date, future_reason())
                            else no_problem()
                        end,
                        app_id_problem(app_id),
                        case
                            when metric is null then problem('metric', '', 'is empty')
                            when not list_contains(getvariable('metric_names'), metric) then
                                problem('metric', metric, 'is not a daily metric')
                            when value is null then problem('value', '', 'is empty')
                            when quantity is null then
                                number_problem('value', value, 'a plain number of 0 or more', 18, 9)
                            when metric not like 'bandwidth%' and quantity <> trunc(quantity) then
                                problem('value', value, 'is not a whole number')
                            else no_problem()
                        end
                    )
                )
        end as problem,
        is_ignored,
        usage_date
    from lines

)

select * from checked
