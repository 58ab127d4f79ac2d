-- Approvals of drafts, from the audit. One is withdrawn or used by a later entry about the same drafts.
-- grain: entry
with

entries as (

    select
        entry,
        action,
        subject,
        detail ->> '$.drafts_sha256' as drafts_sha256,
        detail ->> '$.approved_by' as approved_by,
        reason,
        recorded_at,
        recorded_by
    from audit
    where json_valid(detail)
        and action in ('approve', 'withdraw-approval', 'issue', 'correct')

),

later as (

    select
        subject,
        drafts_sha256,
        max(case when action = 'withdraw-approval' then entry end) as withdrawn_entry,
        max(case when action in ('issue', 'correct') then entry end) as issued_entry
    from entries
    where drafts_sha256 is not null
    group by subject, drafts_sha256

),

approvals as (

    select
        entries.entry,
        entries.subject as month,
        entries.drafts_sha256,
        entries.approved_by,
        entries.reason,
        entries.recorded_by,
        coalesce(later.withdrawn_entry > entries.entry, false) as is_withdrawn,
        coalesce(later.issued_entry > entries.entry, false) as is_issued,
        entries.recorded_at as approved_at
    from entries
    inner join later
        on entries.subject = later.subject
        and entries.drafts_sha256 = later.drafts_sha256
    where entries.action = 'approve'

)

select * from approvals
