-- Nulls and values that do not match the category and class of their charge, or each other.
-- grain: row_number, column_name
with

charges as (

    select
        row_number,
        charge_category in ('Usage', 'Purchase') and charge_class is null as is_regular,
        charge_category = 'Usage' as is_usage,
        charge_category = 'Tax' as is_tax,
        sku_id is not null as has_sku,
        sku_price_id is not null as has_price,
        consumed_quantity is not null as has_consumed,
        pricing_quantity is not null as has_quantity,
        resource_id is not null as has_resource,
        sub_account_id is not null as has_sub_account,
        consumed_unit,
        contracted_unit_price,
        list_unit_price,
        pricing_category,
        pricing_unit,
        resource_type,
        sku_meter,
        sku_price_details,
        sub_account_name
    from focus_charges

),

stated as (

    select row_number, 'SkuId' as column_name, has_sku as is_there, is_regular as must, is_tax as must_not from charges
    union all
    select row_number, 'SkuPriceId', has_price, is_regular, is_tax or not has_sku from charges
    union all
    select row_number, 'SkuMeter', sku_meter is not null, has_sku, not has_sku from charges
    union all
    select row_number, 'SkuPriceDetails', sku_price_details is not null, false, not has_price from charges
    union all
    select row_number, 'ListUnitPrice', list_unit_price is not null, is_regular or has_price, not has_price from charges
    union all
    select row_number, 'ContractedUnitPrice', contracted_unit_price is not null, is_regular or has_price, not has_price from charges
    union all
    select row_number, 'PricingCategory', pricing_category is not null, is_regular, is_tax from charges
    union all
    select row_number, 'PricingQuantity', has_quantity, is_regular, not has_price from charges
    union all
    select row_number, 'PricingUnit', pricing_unit is not null, has_quantity, not has_quantity from charges
    union all
    select row_number, 'ConsumedQuantity', has_consumed, is_regular and is_usage, not is_usage or not has_price from charges
    union all
    select row_number, 'ConsumedUnit', consumed_unit is not null, has_consumed, not has_consumed from charges
    union all
    select row_number, 'ResourceType', resource_type is not null, has_resource, not has_resource from charges
    union all
    select row_number, 'SubAccountName', sub_account_name is not null, has_sub_account, not has_sub_account from charges

),

violations as (

    select
        row_number,
        column_name,
        case when is_there then 'a value' else 'null' end as found,
        case when is_there then 'null' else 'a value' end as expected
    from stated
    where (must and not is_there)
        or (must_not and is_there)

)

select * from violations
