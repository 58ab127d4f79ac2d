-- Months with documents, drafts or usage.
with

known as (

    select
        month,
        true as is_issued
    from invoices
    union all
    select
        month,
        false as is_issued
    from monthly_usage
    union all
    select
        month,
        false as is_issued
    from draft_months

),

known_months as (

    select
        month,
        bool_or(is_issued) as is_issued
    from known
    group by month

)

select * from known_months
order by month
