-- Months with kept drafts, and if no file of the month was loaded, withdrawn or restored since.
-- grain: month
with

changed_days as (

    select
        segments.source,
        segments.usage_date,
        greatest(
            batches.known_sequence_number, coalesce(batches.withdrawn_sequence_number, 0)
        ) as sequence_number
    from segments
    inner join batches on segments.batch_id = batches.batch_id

),

draft_states as (

    select
        month,
        not exists (
            select 1 from changed_days
            where changed_days.sequence_number > draft_months.known_until
                and changed_days.usage_date <= last_day(try_cast(draft_months.month || '-01' as date))
                and (
                    changed_days.source = 'groups'
                    or changed_days.usage_date >= try_cast(draft_months.month || '-01' as date)
                )
        ) as is_current
    from draft_months

)

select * from draft_states
