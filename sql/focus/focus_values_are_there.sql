-- Nulls in columns that must not have any.
-- grain: row_number, column_name
with

violations as (

    select
        row_number,
        focus_values.column_name as column_name,
        'null' as found,
        'a value' as expected
    from focus_values
    inner join focus_specification on focus_values.column_name = focus_specification.column_name
    where focus_values.value is null
        and not is_nullable

)

select * from violations
