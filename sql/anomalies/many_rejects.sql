-- Many rejected lines of one reason in a load that brought data of the month.
-- message: Load {load_id} rejected {value} of {lines} lines of {source}, as {column_name} {reason}; expected are at most {expected}.
-- $percent = '1': most rejected lines of one reason, in percent of the lines of the source in the load
-- $least = '10': fewest rejected lines
-- grain: subject, source
with

many as (

    select
        source,
        column_name || ' ' || reason as subject,
        rejected as value,
        lines * cast($percent as integer) // 100 as expected,
        load_id,
        column_name,
        reason,
        lines
    from rejected_lines
    where rejected >= cast($least as integer) and rejected * 100 > lines * cast($percent as integer)

)

select * from many
