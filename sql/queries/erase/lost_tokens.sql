-- Tokens of erased users that a file had before, and does not have now.
with

lost_tokens as (

    select distinct user_id as token
    from former_rows
    where regexp_full_match(user_id, 'erased-[0-9a-f]{32}')
        and user_id not in (select user_id from written_rows)

)

select * from lost_tokens
order by token
