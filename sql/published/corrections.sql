-- Credit and debit notes, with what they correct or cancel, and why.
-- grain: number
with

documents as (

    select
        number,
        from_json(
            document,
            '{
                "reason": "VARCHAR",
                "corrects": {"issued": "VARCHAR", "now": "VARCHAR"},
                "causes": [{"code": "VARCHAR", "text": {"en": "VARCHAR"}}]
            }'
        ) as note
    from invoices
    where document_kind <> 'invoice'

),

corrections as (

    select
        invoices.number,
        invoices.refers_to,
        invoices.customer_id,
        invoices.document_kind,
        invoices.month,
        invoices.customer_name,
        invoices.currency,
        documents.note.reason,
        array_to_string(list_transform(documents.note.causes, lambda cause: cause.code), ', ') as causes,
        array_to_string(list_transform(documents.note.causes, lambda cause: cause.text.en), '; ') as explanation,
        cast(documents.note.corrects.issued as decimal(38, 2)) as amount_issued,
        cast(documents.note.corrects.now as decimal(38, 2)) as amount_now,
        invoices.total,
        invoices.gross_total,
        invoices.number in (select credit_note from voids) as is_cancellation,
        invoices.issue_date
    from invoices
    inner join documents on invoices.number = documents.number

)

select * from corrections
