-- Invoices of a year are numbered from 1 without a gap.
-- grain: issue_year
with

yearly as (

    select
        issue_year,
        count(*) as invoices,
        max(sequence) as highest_sequence
    from invoices
    group by issue_year

),

gaps as (

    select * from yearly
    where invoices <> highest_sequence

)

select * from gaps
