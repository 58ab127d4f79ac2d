-- Amounts of each document without tax, of tax, and with tax. Without a tax the total is both.
-- grain: number
-- units: money in currency, two decimals
with

taxes as (

    select
        number,
        total,
        case when json_valid(document) then document -> '$.tax' end as tax
    from invoices

),

document_amounts as (

    select
        number,
        cast(coalesce(try_cast(tax ->> '$.net' as decimal(38, 2)), total) as decimal(38, 2)) as net_total,
        coalesce(try_cast(tax ->> '$.tax' as decimal(38, 2)), cast(0 as decimal(38, 2))) as tax_total,
        cast(coalesce(try_cast(tax ->> '$.gross' as decimal(38, 2)), total) as decimal(38, 2)) as gross_total
    from taxes

)

select * from document_amounts
