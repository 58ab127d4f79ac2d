-- Many rejected lines of one reason in a load that brought data of the month.
-- message: Load {load_id} rejected {value} of {lines} lines of {source}, as {column_name} {reason}; expected are at most {expected}.
-- message_zh: 载入 {load_id} 拒绝了 {source} 的 {lines} 行中的 {value} 行，因为 {column_name} {reason}；预期至多 {expected} 行。
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
