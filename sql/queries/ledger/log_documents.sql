-- Documents after a position, with the hashes of their stored reports as JSON.
-- $last: the position; 0 for all documents
-- grain: position
with

report_hashes as (

    select
        number,
        json_group_object(name, sha256) as reports
    from reports
    group by number

),

log_documents as (

    select
        invoices.position,
        invoices.number,
        invoices.kind,
        document_files.sha256 as document,
        coalesce(invoices.content_sha256, '') as content,
        coalesce(invoices.evidence_sha256, '') as evidence,
        coalesce(cast(report_hashes.reports as varchar), '{}') as reports
    from invoices
    inner join document_files on invoices.number = document_files.number
    left join report_hashes on invoices.number = report_hashes.number
    where invoices.position > cast($last as bigint)

)

select * from log_documents
order by position
