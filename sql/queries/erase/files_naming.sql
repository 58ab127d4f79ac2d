-- Files, loaded or refused, of which a rejected line or a message names an id.
with

files_naming as (

    select path from rejects
    where names_id(value)
        or names_id(reason)
    union
    select path from refused_files
    where names_id(reason)

)

select * from files_naming
order by path
