-- Closings of months, from the audit. The last of a month holds until the month is opened again.
-- grain: entry
with

entries as (

    select
        entry,
        action,
        subject,
        detail,
        reason,
        recorded_at,
        recorded_by
    from audit
    where json_valid(detail) and action in ('close', 'reopen')

),

reopenings as (

    select
        closings.entry,
        min_by(reopenings, reopenings.entry) as reopening
    from entries as closings
    inner join entries as reopenings
        on closings.subject = reopenings.subject
        and closings.entry < reopenings.entry
    where closings.action = 'close' and reopenings.action = 'reopen'
    group by closings.entry

),

closings as (

    select
        entries.entry,
        entries.subject as month,
        entries.detail ->> '$.closed_by' as closed_by,
        entries.reason,
        cast(entries.detail -> '$.accepted' as varchar) as accepted,
        cast(entries.detail -> '$.totals' as varchar) as totals,
        try_cast(entries.detail ->> '$.ledger.position' as bigint) as ledger_position,
        entries.detail ->> '$.ledger.entry_sha256' as ledger_entry_sha256,
        entries.recorded_by,
        reopenings.reopening.entry as reopened_entry,
        reopenings.reopening.detail ->> '$.reopened_by' as reopened_by,
        reopenings.reopening.reason as reopening_reason,
        try_cast(reopenings.reopening.detail ->> '$.ledger.position' as bigint) as reopened_position,
        reopenings.entry is null as is_closed,
        entries.recorded_at as closed_at,
        reopenings.reopening.recorded_at as reopened_at
    from entries
    left join reopenings on entries.entry = reopenings.entry
    where entries.action = 'close'

)

select * from closings
