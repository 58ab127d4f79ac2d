-- Entries of the audit about approvals: those that approve or withdraw, and those that issued under one.
with

approval_entries as (

    select
        entry,
        action,
        subject,
        detail
    from audit
    where json_valid(detail)
        and (
            action in ('approve', 'withdraw-approval')
            or (
                action in ('issue', 'correct')
                and (
                    (detail ->> '$.drafts_sha256') is not null
                    or (detail ->> '$.approval_rule') is not null
                )
            )
        )

)

select * from approval_entries
order by entry
