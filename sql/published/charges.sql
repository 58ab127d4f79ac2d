-- Each line of each issued document, with its customer and what was sold.
-- grain: number, line_number
with

documents as (

    select
        number,
        from_json(
            document,
            '{
                "apps": [{"app_id": "VARCHAR", "app_name": "VARCHAR"}],
                "lines": [{
                    "title": {"en": "VARCHAR", "zh": "VARCHAR"},
                    "unit": "VARCHAR",
                    "contract": {"name": "VARCHAR"},
                    "explanation": {"en": "VARCHAR"},
                    "tax_percent": "VARCHAR", "net": "VARCHAR", "tax": "VARCHAR",
                    "causes": ["VARCHAR"],
                    "valid_from": "VARCHAR",
                    "valid_until": "VARCHAR",
                    "corrects": {
                        "issued": "VARCHAR", "now": "VARCHAR", "usage_issued": "VARCHAR", "usage_now": "VARCHAR"
                    }
                }]
            }'
        ) as facts
    from invoices

),

details as (

    select
        number,
        facts.apps,
        unnest(facts.lines) as line,
        generate_subscripts(facts.lines, 1) as line_number
    from documents

),

charges as (

    select
        invoice_lines.number,
        invoices.customer_id,
        invoice_lines.app_id,
        invoice_lines.order_id,
        invoices.document_kind,
        invoices.month,
        invoices.customer_name,
        list_filter(details.apps, lambda app: app.app_id = invoice_lines.app_id)[1].app_name as app_name,
        invoice_lines.sku,
        invoice_lines.kind,
        details.line.title.en as service_name,
        details.line.title.zh as service_name_zh,
        details.line.unit,
        invoices.currency,
        details.line.contract.name as contract,
        array_to_string(details.line.causes, ', ') as causes,
        details.line.explanation.en as explanation,
        invoice_lines.line_number,
        invoice_lines.usage,
        invoice_lines.included,
        invoice_lines.quantity,
        invoice_lines.unit_price,
        invoice_lines.amount,
        cast(details.line.tax_percent as decimal(7, 4)) as tax_percent,
        coalesce(cast(details.line.net as decimal(38, 2)), invoice_lines.amount) as net,
        coalesce(cast(details.line.tax as decimal(38, 2)), cast(0 as decimal(38, 2))) as tax,
        cast(details.line.corrects.usage_issued as decimal(38, 9)) as usage_issued,
        cast(details.line.corrects.usage_now as decimal(38, 9)) as usage_now,
        cast(details.line.corrects.issued as decimal(38, 2)) as amount_issued,
        cast(details.line.corrects.now as decimal(38, 2)) as amount_now,
        case when invoices.document_kind = 'invoice' then invoices.number else invoices.refers_to end
        in (select number from voids) as is_voided,
        invoice_lines.peak_date,
        cast(details.line.valid_from as date) as valid_from,
        cast(details.line.valid_until as date) as valid_until,
        invoices.issue_date
    from invoice_lines
    inner join invoices on invoice_lines.number = invoices.number
    left join details
        on invoice_lines.number = details.number and invoice_lines.line_number = details.line_number

)

select * from charges
