-- Units that do not have the form of the specification: a whole number, a noun or two with a hyphen, and after a slash what
-- they are counted by.
-- grain: row_number, column_name
with

units as (

    select
        row_number,
        'PricingUnit' as column_name,
        pricing_unit as found
    from focus_charges
    union all
    select
        row_number,
        'ConsumedUnit' as column_name,
        consumed_unit as found
    from focus_charges

),

violations as (

    select
        row_number,
        column_name,
        found,
        'a unit such as 1000 Users, Mb/Second or Users/3 Months' as expected
    from units
    where not regexp_full_match(
        found,
        '([1-9]\d* )?[^-/\d\s][^-/]*(-[^-/\d\s][^-/]*)?(/([1-9]\d* )?(Second|Minute|Hour|Day|Month|Year)s?)?'
    )

)

select * from violations
