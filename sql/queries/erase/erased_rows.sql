-- Rows of a segment of logins without some users, in their order. Whatever else a user's rows say is gone.
-- Other rows of the app lose only the id where they name it.
-- $app_id: the users' app
with

named as (

    select
        segment_rows.*,
        erased_ids.token,
        segment_rows.app_id = $app_id as is_of_app
    from segment_rows
    left join erased_ids
        on segment_rows.app_id = $app_id
        and segment_rows.user_id = erased_ids.user_id

),

erased_rows as (

    select
        * exclude (file_row_number, token, is_of_app)
        replace (
            coalesce(token, user_id) as user_id,
            if(is_of_app, without_id(result), result) as result,
            case
                when token is not null then null
                when is_of_app then without_id(platform)
                else platform
            end as platform,
            case
                when token is not null then null
                when is_of_app then without_id(client_ip)
                else client_ip
            end as client_ip,
            case
                when token is not null then null
                when is_of_app then without_id(extra)
                else extra
            end as extra
        )
    from named
    order by file_row_number

)

select * from erased_rows
