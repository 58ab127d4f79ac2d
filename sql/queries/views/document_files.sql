-- The hash of each document's JSON file. imbill 0.1 and 0.2 stored it without the line feed at its end.
with

document_files as (

    select
        position,
        number,
        case
            when ends_with(document, chr(10)) then sha256
            else sha256(document || chr(10))
        end as sha256
    from invoices

)

select * from document_files
