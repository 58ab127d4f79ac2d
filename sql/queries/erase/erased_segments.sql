-- Segments that hold a user, with the number of the user's rows. Without rows, others name the user.
-- $app_id: the user's app
with

erased_segments as (

    select
        filename as path,
        count(*) filter (where user_id in (select user_id from erased_ids)) as rows
    from segment_rows
    where app_id = $app_id
        and (
            user_id in (select user_id from erased_ids)
            or names_id(result)
            or names_id(platform)
            or names_id(client_ip)
            or names_id(extra)
        )
    group by filename

)

select * from erased_segments
order by path
