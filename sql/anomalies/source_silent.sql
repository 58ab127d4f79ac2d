-- A source without any data for one or more days.
-- message: No app has {source} from {day} to {until}, {days} days; {expected} {unit} a day are usual.
-- $least = '30': fewest users or slots that would be usual on these days together; chance alone can keep fewer away
-- $active_days = '10': other days with data that there must be
-- grain: source, usage_date
-- The days must be more than three times the longest other pause of the source.
with

silent as (

    select
        source,
        source as subject,
        usage_date,
        0 as value,
        usual as expected,
        days,
        strftime(until_date, '%Y-%m-%d') as until,
        case when source = 'logins' then 'users' else 'slots' end as unit
    from silent_runs
    where
        kind = 'source'
        and active_days >= cast($active_days as integer)
        and days >= 1 + 3 * longest_other
        and days * usual >= cast($least as integer)

)

select * from silent
