-- Each file that was issued, with its document and the state of that.
-- $numbers: JSON list of numbers of documents, or null for all
with

report_files as (

    select
        sent_files.number,
        sent_files.name,
        sent_files.sha256,
        invoices.month,
        invoices.customer_id,
        document_states.state as status
    from sent_files
    inner join invoices on sent_files.number = invoices.number
    inner join document_states on sent_files.number = document_states.number
    where $numbers is null
        or sent_files.number in (select unnest(from_json($numbers, '["VARCHAR"]')))

)

select * from report_files
order by month, name
