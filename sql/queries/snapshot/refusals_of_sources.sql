-- Rejected lines and refused files of each source that has some.
-- grain: source
-- units: rejected in lines, refused in files
with

refusals as (

    select
        source,
        count(*) as rejected,
        0 as refused
    from rejects
    group by source
    union all
    select
        source,
        0 as rejected,
        count(*) as refused
    from refused_files
    group by source

),

refusals_of_sources as (

    select
        source,
        cast(sum(rejected) as bigint) as rejected,
        cast(sum(refused) as bigint) as refused
    from refusals
    group by source

)

select * from refusals_of_sources
order by source
