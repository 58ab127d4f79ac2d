-- A logo that issued documents show, by the hash of its file.
with

logos as (

    select
        content ->> '$.sha256' as sha256,
        content ->> '$.media_type' as media_type,
        content ->> '$.base64' as base64
    from facts
    where kind = 'logo'

)

select * from logos
