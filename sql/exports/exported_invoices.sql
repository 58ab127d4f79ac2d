-- Issued documents as issued, with their state today.
-- grain: number
-- units: money in currency, two decimals
with

corrected as (

    select
        refers_to as number,
        sum(gross_total) as corrections,
        count(*) as documents
    from invoices
    where document_kind <> 'invoice'
    group by refers_to

),

counted_findings as (

    select
        number,
        count(*) as findings
    from findings
    group by number

),

chosen as (

    select
        invoices.number as number,
        invoices.document_kind as kind,
        case
            when invoices.document_kind <> 'invoice' then 'issued'
            when voids.number is not null then 'voided'
            when corrected.documents > 0 then 'corrected'
            else 'issued'
        end as status,
        invoices.refers_to as refers_to,
        voids.credit_note as voided_by,
        voids.replaced_by as replaced_by,
        month,
        strftime(issue_date - interval 1 day, '%Y-%m') as billing_period,
        customer_id,
        customer_name,
        document ->> '$.issuer' as issuer,
        document ->> '$.issuer_details.tax_id' as issuer_tax_id,
        document ->> '$.customer_details.tax_id' as customer_tax_id,
        document ->> '$.customer_details.purchase_order' as purchase_order,
        document ->> '$.customer_details.tags' as tags,
        document ->> '$.language' as language,
        coalesce(document ->> '$.reason', voids.reason) as reason,
        document ->> '$.price_list' as price_list,
        document ->> '$.time_zone' as time_zone,
        currency,
        prepaid,
        postpaid,
        total,
        net_total,
        tax_total,
        gross_total,
        case
            when invoices.document_kind = 'invoice'
                then cast(gross_total + coalesce(corrections, 0) as decimal(38, 2))
        end as net,
        cast(json_array_length(document, '$.lines') as bigint) as lines,
        coalesce(counted_findings.findings, 0) as findings,
        issue_date,
        due_date,
        position,
        sha256
    from invoices
    left join voids on invoices.number = voids.number
    left join corrected on invoices.number = corrected.number
    left join counted_findings on invoices.number = counted_findings.number
    where case when $by = 'month' then month else strftime(issue_date - interval 1 day, '%Y-%m') end
        between $from_month and $to_month
        and ($customer_id = '' or customer_id = $customer_id)

)

select * from chosen
