-- Lines of issued documents with every digit, as issued. Corrections are lines of their own.
-- grain: number, line_number
-- units: money in currency, two decimals; usage and included in unit; discount in percent
with

corrected as (

    select distinct refers_to as number
    from invoices
    where document_kind <> 'invoice'

),

documents as (

    select
        invoices.number as number,
        invoices.position as position,
        invoices.document_kind as document_kind,
        case
            when invoices.document_kind <> 'invoice' then 'issued'
            when voids.number is not null then 'voided'
            when corrected.number is not null then 'corrected'
            else 'issued'
        end as status,
        invoices.refers_to as refers_to,
        month,
        strftime(issue_date - interval 1 day, '%Y-%m') as billing_period,
        customer_id,
        customer_name,
        currency,
        issue_date,
        due_date,
        from_json(document, '{
            "apps": [{"app_id": "VARCHAR", "app_name": "VARCHAR"}],
            "lines": [{
                "app_id": "VARCHAR", "sku": "VARCHAR", "kind": "VARCHAR", "order_id": "VARCHAR",
                "title": {"en": "VARCHAR", "zh": "VARCHAR"},
                "unit": "VARCHAR", "usage": "VARCHAR", "included": "VARCHAR",
                "quantity": "VARCHAR", "unit_price": "VARCHAR", "tiers": "JSON",
                "discount": "VARCHAR", "minimum": "VARCHAR", "maximum": "VARCHAR",
                "amount": "VARCHAR", "tax_percent": "VARCHAR", "net": "VARCHAR", "tax": "VARCHAR",
                "peak_date": "DATE", "peak_at": "VARCHAR",
                "valid_from": "DATE", "valid_until": "DATE",
                "corrects": {
                    "issued": "VARCHAR", "now": "VARCHAR",
                    "usage_issued": "VARCHAR", "usage_now": "VARCHAR"
                },
                "causes": ["VARCHAR"],
                "explanation": {"en": "VARCHAR", "zh": "VARCHAR"},
                "source": "VARCHAR", "contract": {"name": "VARCHAR"}
            }]
        }') as content
    from invoices
    left join voids on invoices.number = voids.number
    left join corrected on invoices.number = corrected.number
    where case when $by = 'month' then month else strftime(issue_date - interval 1 day, '%Y-%m') end
        between $from_month and $to_month
        and ($customer_id = '' or customer_id = $customer_id)

),

lines as (

    select
        *,
        unnest(content.lines) as line,
        unnest(range(1, len(content.lines) + 1)) as line_number
    from documents

),

numbered_lines as (

    select
        *,
        concat_ws(
            ' ',
            line.usage,
            line.included,
            line.quantity,
            line.unit_price,
            line.discount,
            line.minimum,
            line.maximum,
            line.corrects.usage_issued,
            line.corrects.usage_now
        ) as numbers
    from lines

),

charges as (

    select
        number,
        line_number,
        document_kind,
        status,
        refers_to,
        month,
        billing_period,
        customer_id,
        customer_name,
        line.app_id as app_id,
        list_filter(content.apps, lambda app: app.app_id = line.app_id)[1].app_name as app_name,
        line.sku as sku,
        line.kind as kind,
        line.order_id as order_id,
        line.title.en as service_name,
        line.title.zh as service_name_zh,
        line.unit as unit,
        currency,
        cast(line.usage as decimal(38, 9)) as usage,
        cast(line.included as decimal(38, 9)) as included,
        cast(line.quantity as decimal(38, 9)) as quantity,
        cast(line.unit_price as decimal(38, 9)) as unit_price,
        cast(line.discount as decimal(38, 9)) as discount,
        cast(line.minimum as decimal(38, 9)) as minimum,
        cast(line.maximum as decimal(38, 9)) as maximum,
        cast(line.amount as decimal(38, 2)) as amount,
        cast(line.tax_percent as decimal(7, 4)) as tax_percent,
        cast(coalesce(line.net, line.amount) as decimal(38, 2)) as net,
        cast(coalesce(line.tax, '0') as decimal(38, 2)) as tax,
        cast(line.corrects.issued as decimal(38, 2)) as amount_issued,
        cast(line.corrects.now as decimal(38, 2)) as amount_now,
        cast(line.corrects.usage_issued as decimal(38, 9)) as usage_issued,
        cast(line.corrects.usage_now as decimal(38, 9)) as usage_now,
        position,
        line.peak_date as peak_date,
        cast(line.peak_at as timestamptz) as peak_at,
        line.valid_from as valid_from,
        line.valid_until as valid_until,
        issue_date,
        due_date,
        array_to_string(line.causes, ', ') as causes,
        cast(line.tiers as varchar) as tiers,
        line.explanation.en as explanation,
        line.explanation.zh as explanation_zh,
        line.source as source,
        line.contract.name as contract
    from numbered_lines
    -- A number with more decimals is refused, never rounded.
    where case
        when regexp_matches(numbers, '[.][0-9]{9}[0-9]*[1-9]')
            then error(
                'Could not convert string "' || regexp_extract(numbers, '[^ ]*[.][0-9]{9}[0-9]*[1-9]')
                || '" to DECIMAL(38,9)'
            )
        else true
    end

)

select * from charges
