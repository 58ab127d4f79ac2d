-- Values that the specification does not allow, and subcategories of another category.
-- grain: row_number, column_name
with

restricted as (

    select
        column_name,
        string_agg(value, ', ' order by value) as expected
    from focus_allowed_values
    group by column_name

),

not_allowed as (

    select
        row_number,
        focus_values.column_name as column_name,
        focus_values.value as found,
        expected
    from focus_values
    inner join restricted on focus_values.column_name = restricted.column_name
    left join focus_allowed_values
        on focus_values.column_name = focus_allowed_values.column_name
        and focus_values.value = focus_allowed_values.value
    where focus_values.value is not null
        and focus_allowed_values.value is null

),

not_of_category as (

    select
        row_number,
        'ServiceSubcategory' as column_name,
        service_category || ': ' || service_subcategory as found,
        'a subcategory of its category' as expected
    from focus_charges
    left join focus_service_subcategories using (service_category, service_subcategory)
    where focus_service_subcategories.service_category is null

),

no_currency as (

    select
        row_number,
        'BillingCurrency' as column_name,
        billing_currency as found,
        'a code of ISO 4217' as expected
    from focus_charges
    where not regexp_full_match(billing_currency, '[A-Z]{3}')

),

violations as (

    select * from not_allowed
    union all
    select * from not_of_category
    union all
    select * from no_currency

)

select * from violations
