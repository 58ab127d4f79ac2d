-- A source without any data for one or more days.
-- message: No app has {source} from {day} to {until}, {days} days; {expected} {unit} a day are usual.
-- $least = '30': fewest users that would be usual on these days together; chance alone can keep fewer away
-- $quiet_days = '7': fewest days without bandwidth, of a workspace that has not bandwidth all day
-- $active_days = '10': other days with data that there must be
-- grain: source, usage_date
-- Days without users must be more than 3 times the longest other pause. Days without bandwidth must be 3 more than 5 times
-- that. One day is enough if there is bandwidth in nine of ten slots of every other day.
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
        and case
            when source = 'logins' then days >= 1 + 3 * longest_other and days * usual >= cast($least as integer)
            else least_percent >= 90 or days >= greatest(cast($quiet_days as integer), 3 + 5 * longest_other)
        end

)

select * from silent
