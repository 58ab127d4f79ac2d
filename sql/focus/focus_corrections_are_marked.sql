-- Rows whose charge class does not match their document, and frequencies that do not match the category.
-- grain: row_number, column_name
with

of_documents as (

    select
        row_number,
        charge_category,
        charge_class,
        charge_frequency,
        pricing_unit,
        focus_invoices.kind <> 'invoice' or focus_invoices.refers_to is not null as is_correction
    from focus_charges
    inner join focus_invoices on focus_charges.invoice_id = focus_invoices.invoice_id

),

violations as (

    select
        row_number,
        'ChargeClass' as column_name,
        coalesce(charge_class, 'null') as found,
        case when is_correction then 'Correction' else 'null' end as expected
    from of_documents
    where (is_correction and charge_class is null)
        or (
            not is_correction
            and charge_class is not null
            and (charge_category not in ('Purchase', 'Adjustment', 'Tax') or pricing_unit is not null)
        )
    union all
    select
        row_number,
        'ChargeFrequency' as column_name,
        charge_frequency as found,
        'not Usage-Based for a ' || charge_category as expected
    from of_documents
    where charge_frequency = 'Usage-Based'
        and charge_category = 'Purchase'

)

select * from violations
