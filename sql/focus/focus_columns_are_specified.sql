-- Columns of an export that are missing, unknown, of another type or in another place.
-- grain: column_name
with

compared as (

    select
        coalesce(focus_specification.column_name, focus_columns.column_name) as column_name,
        focus_columns.data_type as data_type,
        focus_specification.data_type as specified_type,
        focus_columns.position as position,
        focus_specification.position as specified_position
    from focus_specification
    full join focus_columns on focus_specification.column_name = focus_columns.column_name

),

violations as (

    select
        cast(null as bigint) as row_number,
        column_name,
        concat_ws(' ', coalesce(data_type, 'no column'), position) as found,
        concat_ws(' ', coalesce(specified_type, 'no column'), specified_position) as expected
    from compared
    where data_type is distinct from specified_type
        or position is distinct from specified_position

)

select * from violations
