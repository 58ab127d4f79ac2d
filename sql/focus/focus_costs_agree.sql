-- Costs of a charge that differ without a reason, and charges below zero that are no credit.
-- grain: row_number, column_name
with

violations as (

    select
        row_number,
        'EffectiveCost' as column_name,
        cast(effective_cost as varchar) as found,
        'as billed: ' || billed_cost as expected
    from focus_charges
    where effective_cost <> billed_cost
    union all
    select
        row_number,
        'ContractedCost' as column_name,
        cast(contracted_cost as varchar) as found,
        'as billed: ' || billed_cost as expected
    from focus_charges
    where contracted_cost <> billed_cost
    union all
    select
        row_number,
        'ListCost' as column_name,
        cast(list_cost as varchar) as found,
        'as billed without a list price: ' || billed_cost as expected
    from focus_charges
    where list_unit_price is null
        and list_cost <> billed_cost
    union all
    select
        row_number,
        'BilledCost' as column_name,
        cast(billed_cost as varchar) as found,
        '0 or more, unless it is a correction, a credit, a refund or an adjustment' as expected
    from focus_charges
    where billed_cost < 0
        and charge_category in ('Usage', 'Purchase')
        and charge_class is null
        and pricing_unit is distinct from 'Refunds'
    union all
    select
        row_number,
        'ListUnitPrice' as column_name,
        cast(list_unit_price as varchar) as found,
        '0 or more' as expected
    from focus_charges
    where list_unit_price < 0
    union all
    select
        row_number,
        'ContractedUnitPrice' as column_name,
        cast(contracted_unit_price as varchar) as found,
        '0 or more' as expected
    from focus_charges
    where contracted_unit_price < 0
    union all
    select
        row_number,
        'ConsumedQuantity' as column_name,
        cast(consumed_quantity as varchar) as found,
        '0 or more' as expected
    from focus_charges
    where consumed_quantity < 0

)

select * from violations
