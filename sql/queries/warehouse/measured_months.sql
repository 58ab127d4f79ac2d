-- Months that were measured or issued.
with

known as (

    select strftime(usage_date, '%Y-%m') as month from daily_usage
    union all
    select strftime(usage_date, '%Y-%m') as month from measured_days
    union all
    select month from invoices

),

measured_months as (

    select distinct month from known

)

select * from measured_months
order by month
