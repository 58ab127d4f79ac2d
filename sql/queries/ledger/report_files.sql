-- Each file that was issued: the stored reports. Of a document of imbill 0.1, which stored none, the JSON.
-- $numbers: JSON list of numbers of documents, or null for all
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

files as (

    select * from stored
    union all
    select
        number,
        number || '.json' as name,
        (
            select document_files.sha256 from document_files
            where document_files.number = not_stored.number
        ) as sha256
    from not_stored

),

report_files as (

    select
        files.number,
        files.name,
        files.sha256,
        invoices.month,
        invoices.customer_id,
        document_states.state as status
    from files
    inner join invoices on files.number = invoices.number
    inner join document_states on files.number = document_states.number
    where $numbers is null
        or files.number in (select unnest(from_json($numbers, '["VARCHAR"]')))

)

select * from report_files
order by month, name
