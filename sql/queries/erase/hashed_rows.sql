-- Rows of a segment of logins with an HMAC-SHA-256 in place of each user id, in their order. The key is of the app and
-- the month. Further columns of the file may hold the id in any form, so they are left out.
with

keyed as (

    select
        segment_rows.*,
        hmac_keys.inner_pad,
        hmac_keys.outer_pad
    from segment_rows
    inner join hmac_keys on segment_rows.app_id = hmac_keys.app_id

),

hashed as (

    select
        *,
        sha256(outer_pad || unhex(sha256(inner_pad || encode(user_id)))) as user_hash
    from keyed

),

hashed_rows as (

    select
        * exclude (file_row_number, inner_pad, outer_pad, user_hash)
        replace (
            user_hash as user_id,
            replace(result, user_id, user_hash) as result,
            replace(platform, user_id, user_hash) as platform,
            replace(client_ip, user_id, user_hash) as client_ip,
            cast(null as varchar) as extra
        )
    from hashed
    order by file_row_number

)

select * from hashed_rows
