-- Values that are not written as the type of their column asks for.
-- grain: row_number, column_name
with

formats as (

    select *
    from (
        values
            ('decimal', '-?(0|[1-9]\d{0,19})(\.\d{1,18})?'),
            ('integer', '-?(0|[1-9]\d{0,17})'),
            ('moment', '\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ'),
            ('json', '\{"[^"]+":("([^"\\]|\\.)*"|true)(,"[^"]+":("([^"\\]|\\.)*"|true))*\}'),
            ('text', '(?s).+')
    ) as formats (type, pattern)

),

violations as (

    select
        row_number,
        focus_values.column_name as column_name,
        focus_values.value as found,
        type as expected
    from focus_values
    inner join focus_specification on focus_values.column_name = focus_specification.column_name
    inner join formats using (type)
    where focus_values.value is not null
        and (
            trim(focus_values.value) = ''
            or not regexp_full_match(focus_values.value, pattern)
            or length(focus_values.value) > 65535
            or (type = 'json' and not json_valid(focus_values.value))
            or (type = 'moment' and try_cast(focus_values.value as timestamptz) is null)
        )

)

select * from violations
