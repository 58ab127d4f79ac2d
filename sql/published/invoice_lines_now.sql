-- Each charge as known today: invoices that were not voided, with their corrections.
-- grain: number, app_id, sku, kind, order_id
with

documents as (

    select
        number,
        case when document_kind = 'invoice' then number else refers_to end as invoice_number,
        position
    from invoices

),

live_charges as (

    select
        documents.invoice_number,
        documents.position,
        charges.*
    from charges
    inner join documents on charges.number = documents.number
    where not charges.is_voided

),

charges_now as (

    select
        invoice_number as number,
        customer_id,
        app_id,
        order_id,
        month,
        arg_max(customer_name, position) as customer_name,
        arg_max(app_name, position) as app_name,
        sku,
        kind,
        arg_max(service_name, position) as service_name,
        arg_max(service_name_zh, position) as service_name_zh,
        max(unit) as unit,
        currency,
        coalesce(
            min(line_number) filter (where document_kind = 'invoice'), min(line_number)
        ) as line_number,
        coalesce(
            arg_max(usage_now, position) filter (where document_kind <> 'invoice'),
            sum(usage) filter (where document_kind = 'invoice')
        ) as usage,
        case when bool_and(document_kind = 'invoice') then max(included) end as included,
        case when bool_and(document_kind = 'invoice') then sum(quantity) end as quantity,
        case
            when bool_and(document_kind = 'invoice') and min(unit_price) = max(unit_price)
                then max(unit_price)
        end as unit_price,
        cast(sum(amount) as decimal(38, 2)) as amount,
        cast(sum(net) as decimal(38, 2)) as net,
        cast(sum(tax) as decimal(38, 2)) as tax,
        bool_or(document_kind <> 'invoice') as is_corrected,
        arg_max(peak_date, position) as peak_date
    from live_charges
    group by invoice_number, customer_id, app_id, order_id, month, sku, kind, currency

)

select * from charges_now
