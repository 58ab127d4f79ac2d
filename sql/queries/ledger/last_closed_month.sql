-- The last month that is closed: by the audit, and not reopened since. Null if none is.
with

months as (

    select
        subject as month,
        arg_max(action, entry) as last_action
    from audit
    where action in ('close', 'reopen')
    group by subject

),

last_closed_month as (

    select max(month) as month
    from months
    where last_action = 'close'

)

select * from last_closed_month
