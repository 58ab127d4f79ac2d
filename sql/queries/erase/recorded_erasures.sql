-- Each erasure of the audit with the hash of its rows; null for rows of none.
with

audited as (

    select
        cast(replace(subject, 'erasure ', '') as bigint) as erasure,
        json_extract_string(detail, '$.sha256') as sha256
    from audit
    where action in ('erase', 'retain')

),

erased as (

    select erasure from erased_segments
    union
    select erasure from erased_rejects
    union
    select erasure from erased_tokens

),

recorded_erasures as (

    select
        coalesce(audited.erasure, erased.erasure) as erasure,
        audited.sha256
    from audited
    full join erased on audited.erasure = erased.erasure

)

select * from recorded_erasures
order by erasure
