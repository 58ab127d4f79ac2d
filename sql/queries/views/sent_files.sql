-- Each file that was issued: the stored reports. Of a document of imbill 0.1, which stored none, the JSON.
with

stored as (

    select
        number,
        name,
        sha256
    from reports

),

not_stored as (

    select number from invoices
    where number not in (select number from stored)

),

sent_files as (

    select * from stored
    union all
    select
        not_stored.number,
        not_stored.number || '.json' as name,
        document_files.sha256
    from not_stored
    inner join document_files on not_stored.number = document_files.number

)

select * from sent_files
