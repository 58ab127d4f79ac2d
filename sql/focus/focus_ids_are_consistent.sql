-- Ids and names that appear with more than one value of something that they must determine.
-- grain: column_name, found
with

pairs as (

    select
        'SkuId of a SkuPriceId' as column_name,
        sku_price_id as id,
        sku_id as belongs_to
    from focus_charges
    union all
    select
        'ServiceCategory of a ServiceName' as column_name,
        service_name as id,
        service_category as belongs_to
    from focus_charges
    union all
    select
        'ServiceSubcategory of a ServiceName' as column_name,
        service_name as id,
        service_subcategory as belongs_to
    from focus_charges
    union all
    select
        'BillingAccountId of an InvoiceId' as column_name,
        invoice_id as id,
        billing_account_id as belongs_to
    from focus_charges
    union all
    select
        'BillingPeriodStart of an InvoiceId' as column_name,
        invoice_id as id,
        cast(billing_period_start as varchar) as belongs_to
    from focus_charges

),

violations as (

    select
        cast(null as bigint) as row_number,
        column_name,
        id as found,
        'one, not ' || min(belongs_to) || ' and ' || max(belongs_to) as expected
    from pairs
    where id is not null
    group by column_name, id
    having count(distinct belongs_to) > 1

)

select * from violations
