-- Documents that only the audit or only the ledger has. An import keeps what another audit recorded.
with

recorded as (

    select
        cast(entry as varchar) as entry,
        unnest(
            list_concat(detail ->> '$.numbers[*]', detail ->> '$.documents[*].number')
        ) as number
    from audit
    where json_valid(detail) and action in ('issue', 'correct', 'void')

),

only_recorded as (

    select
        entry,
        number
    from recorded
    where number not in (select number from invoices)

),

only_issued as (

    select
        null as entry,
        number
    from invoices
    where content_sha256 is not null
        and number not in (select number from recorded)

),

audit_differences as (

    select * from only_recorded
    union all
    select * from only_issued

)

select * from audit_differences
order by entry is null, number
