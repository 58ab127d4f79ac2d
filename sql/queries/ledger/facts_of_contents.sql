-- All facts of some documents: the manifests of their contents, and what these name.
-- $contents: JSON list of hashes of manifests
with

manifests as materialized (

    select
        sha256,
        kind,
        content
    from facts
    where sha256 in (select unnest(from_json($contents, '["VARCHAR"]')))

),

-- every text between quotes; one that is no hash finds nothing
named as (

    select distinct unnest(string_split(content, '"')) as sha256
    from manifests

),

facts_of_contents as (

    select * from manifests
    union all
    select
        sha256,
        kind,
        content
    from facts
    where sha256 in (select sha256 from named)

)

select * from facts_of_contents
