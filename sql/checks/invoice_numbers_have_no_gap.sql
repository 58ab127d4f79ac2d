-- Documents of a kind and year are numbered from 1 without a gap.
-- grain: kind, issue_year
with

yearly as (

    select
        kind,
        issue_year,
        count(*) as invoices,
        max(sequence) as highest_sequence
    from invoices
    group by kind, issue_year

),

gaps as (

    select * from yearly
    where invoices <> highest_sequence

)

select * from gaps
