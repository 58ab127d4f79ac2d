-- What each customer is billed for a month in one currency: documents, corrections and voids together.
-- The total has the tax; prepaid and postpaid are sums of printed lines.
with

finding_counts as (

    select
        number,
        count(*) as findings
    from findings
    group by number

),

documents as (

    select
        invoices.*,
        invoices.document_kind <> 'invoice' as is_note,
        invoices.document_kind <> 'invoice' and invoices.refers_to in (select number from voids) as is_void,
        voids.number is not null as is_voided,
        finding_counts.findings
    from invoices
    left join voids on invoices.number = voids.number
    left join finding_counts on invoices.number = finding_counts.number

),

customer_months as (

    select
        month,
        customer_id,
        arg_max(customer_name, position) as customer_name,
        currency,
        sum(prepaid) as prepaid,
        sum(postpaid) as postpaid,
        sum(gross_total) as total,
        coalesce(
            sum(gross_total) filter (where is_note and not is_void),
            cast(0 as decimal(38, 2))
        ) as corrections,
        count(*) filter (where not is_note) as invoices,
        count(*) filter (where is_note) as notes,
        count(*) filter (where is_voided) as voided,
        cast(coalesce(sum(findings) filter (where not is_voided), 0) as bigint) as findings
    from documents
    group by month, customer_id, currency

)

select * from customer_months
order by month, customer_id, currency
