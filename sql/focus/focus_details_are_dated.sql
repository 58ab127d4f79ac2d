-- Invoice details that changed before they were made, that refer to another document, and payments without a
-- date. A detail must not be newer than its closed period.
-- grain: row_number, column_name
with

details as (

    select
        focus_details.row_number as row_number,
        invoice_detail_created,
        invoice_detail_last_updated,
        payment_due_date,
        invoice_id,
        reference_invoice_id,
        focus_invoices.kind as kind,
        focus_invoices.refers_to as refers_to,
        focus_periods.billing_period_start as period,
        focus_periods.billing_period_status as period_status,
        focus_periods.billing_period_last_updated as period_updated
    from focus_details
    left join focus_invoices using (invoice_id)
    left join focus_periods using (billing_period_start, invoice_issuer_name)

),

violations as (

    select
        row_number,
        'InvoiceDetail.InvoiceDetailLastUpdated' as column_name,
        cast(invoice_detail_last_updated as varchar) as found,
        'no earlier than ' || invoice_detail_created as expected
    from details
    where invoice_detail_last_updated < invoice_detail_created
    union all
    select
        row_number,
        'InvoiceDetail.InvoiceDetailCreated' as column_name,
        cast(invoice_detail_created as varchar) as found,
        'no later than ' || period_updated || ', when its period was closed' as expected
    from details
    where period_status = 'Closed'
        and invoice_detail_created > period_updated
    union all
    select
        row_number,
        'InvoiceDetail.ReferenceInvoiceId' as column_name,
        reference_invoice_id as found,
        coalesce(refers_to, invoice_id) as expected
    from details
    where reference_invoice_id is distinct from coalesce(refers_to, invoice_id)
    union all
    select
        row_number,
        'InvoiceDetail.PaymentDueDate' as column_name,
        coalesce(cast(payment_due_date as varchar), 'null') as found,
        case when kind = 'credit_note' then 'null' else 'a date' end as expected
    from details
    where (kind = 'credit_note') <> (payment_due_date is null)
    union all
    select
        row_number,
        'InvoiceDetail.BillingPeriodStart' as column_name,
        'no billing period' as found,
        'a row of BillingPeriod' as expected
    from details
    where period is null

)

select * from violations
