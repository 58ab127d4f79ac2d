-- Values that are not written as the type of their column.
-- grain: row_number, column_name
with

typed as (

    select
        row_number,
        focus_values.column_name as column_name,
        focus_values.value as found,
        type as expected
    from focus_values
    inner join focus_specification on focus_values.column_name = focus_specification.column_name
    where focus_values.value is not null

),

violations as (

    select
        row_number,
        column_name,
        found,
        expected
    from typed
    where case expected
        when 'decimal' then not regexp_full_match(found, '-?(0|[1-9]\d{0,19})(\.\d{1,18})?')
        when 'integer' then not regexp_full_match(found, '-?(0|[1-9]\d{0,17})')
        when 'moment' then
            not regexp_full_match(found, '\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ')
            or try_cast(found as timestamptz) is null
        when 'json' then
            not regexp_full_match(found, '\{"[^"]+":("([^"\\]|\\.)*"|true)(,"[^"]+":("([^"\\]|\\.)*"|true))*\}')
            or not json_valid(found)
        else trim(found) = '' or length(found) > 65535
    end

)

select * from violations
