-- Months that were run, as they were recalculated last.
with

published_recalculations as (

    select
        month,
        problem
    from recalculations

)

select * from published_recalculations
