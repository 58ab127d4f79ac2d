-- Months with drafts, and if files of the month changed since.
with

published_draft_months as (

    select
        draft_months.month,
        draft_months.drafts_sha256,
        draft_months.summary,
        draft_states.is_current,
        try_cast(draft_months.made_at as timestamptz) as made_at
    from draft_months
    inner join draft_states on draft_months.month = draft_states.month

)

select * from published_draft_months
