-- Entries of the audit that issued documents of $month under an approval, in their order.
with

issues_under_approval as (

    select
        entry,
        action,
        detail ->> '$.drafts_sha256' as drafts_sha256,
        coalesce(detail ->> '$.approved_by', '[]') as approved_by,
        coalesce(detail ->> '$.issued_by', '') as issued_by,
        recorded_at
    from audit
    where json_valid(detail)
        and action in ('issue', 'correct')
        and subject = $month
        and (detail ->> '$.drafts_sha256') is not null

)

select * from issues_under_approval
order by entry
