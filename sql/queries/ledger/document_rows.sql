-- Some documents with the hash of the document before each, and that of its JSON file.
-- $numbers: JSON list of numbers
with

places as (

    select
        number,
        lag(number) over (order by position) as previous_number
    from invoices

),

document_rows as (

    select
        invoices.*,
        previous.sha256 as previous_sha256,
        (
            select document_files.sha256 from document_files
            where document_files.number = places.previous_number
        ) as previous_file_sha256
    from invoices
    inner join places on invoices.number = places.number
    left join invoices as previous on previous.number = places.previous_number
    where invoices.number in (select unnest(from_json($numbers, '["VARCHAR"]')))

)

select * from document_rows
order by position
