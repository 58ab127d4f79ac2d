-- Tokens of erased users that a file had before, and does not have now.
with

lost_tokens as (

    select distinct user_id as token
    from former_rows
    where user_id in (select token from tokens)
        and user_id not in (select user_id from written_rows)

)

select * from lost_tokens
order by token
