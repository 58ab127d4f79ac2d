-- Costs that are not their unit price times the quantity, to the last digit. Whole and fractional parts are multiplied
-- apart, because the product of two such numbers has more digits than a decimal.
-- grain: row_number, column_name
with

priced as (

    select
        row_number,
        'ListCost' as column_name,
        list_cost as cost,
        list_unit_price as unit_price,
        pricing_quantity as quantity
    from focus_charges
    union all
    select
        row_number,
        'ContractedCost' as column_name,
        contracted_cost as cost,
        contracted_unit_price as unit_price,
        pricing_quantity as quantity
    from focus_charges

),

counted as (

    select
        row_number,
        column_name,
        cost,
        unit_price,
        quantity,
        cast(replace(cast(abs(cost) as varchar), '.', '') as hugeint) as cost_units,
        cast(replace(cast(abs(unit_price) as varchar), '.', '') as hugeint) as price_units,
        cast(replace(cast(abs(quantity) as varchar), '.', '') as hugeint) as quantity_units,
        cast(1000000000000000000 as hugeint) as one
    from priced
    where unit_price is not null
        and quantity is not null

),

multiplied as (

    select
        row_number,
        column_name,
        cost,
        unit_price,
        quantity,
        cost_units,
        (price_units // one) * (quantity_units // one) * one
            + (price_units // one) * (quantity_units % one)
            + (price_units % one) * (quantity_units // one)
            + (price_units % one) * (quantity_units % one) // one as product_units,
        (price_units % one) * (quantity_units % one) % one as lost_units
    from counted

),

violations as (

    select
        row_number,
        column_name,
        cast(cost as varchar) as found,
        unit_price || ' × ' || quantity as expected
    from multiplied
    where product_units <> cost_units
        or lost_units <> 0
        or sign(cost) <> sign(unit_price) * sign(quantity)

)

select * from violations
