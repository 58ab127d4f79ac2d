-- Months with drafts, and the names of those who approved them.
with

customers as (

    select
        month,
        count(*) as customers
    from drafts
    group by month

),

approvers as (

    select
        month,
        drafts_sha256,
        string_agg(distinct approved_by, chr(10) order by approved_by) as approved_by
    from approvals
    where not is_withdrawn
    group by month, drafts_sha256

),

draft_status as (

    select
        draft_months.month,
        draft_months.drafts_sha256,
        coalesce(approvers.approved_by, '') as approved_by,
        coalesce(customers.customers, 0) as customers,
        draft_months.is_current,
        strftime(draft_months.made_at at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ') as made_at
    from draft_months
    left join customers on draft_months.month = customers.month
    left join approvers
        on draft_months.month = approvers.month
        and draft_months.drafts_sha256 = approvers.drafts_sha256

)

select * from draft_status
order by month
