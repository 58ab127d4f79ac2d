-- The hash of the SQL that measured the usage of each content.
-- $contents: JSON list of hashes
with

rules_of_contents as (

    select
        sha256,
        json_extract_string(content, '$.sql') as sql_sha256
    from facts
    where kind = 'content'
        and sha256 in (select unnest(from_json($contents, '["VARCHAR"]')))

)

select * from rules_of_contents
