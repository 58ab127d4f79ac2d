-- The quantity by which a customer is charged in a month, over all its apps; in a month without its documents,
-- the quantity that was measured so far, by the same rule.
-- grain: customer_id, month, sku
-- units: quantity in unit
with

billed as (

    select
        customer_id,
        month,
        sku,
        arg_max(service_name, month) as service_name,
        arg_max(service_name_zh, month) as service_name_zh,
        max(unit) as unit,
        sum(usage) as quantity,
        sum(amount) as amount,
        false as is_open
    from invoice_lines_now
    where kind = 'postpaid' and usage is not null
    group by customer_id, month, sku

),

-- A contract comes before the list, and a price with a plan before one for all.
rules as (

    select
        apps.app_id,
        apps.customer_id,
        months.month,
        prices.sku,
        prices.metric,
        prices.service_name,
        prices.service_name_zh,
        prices.unit,
        prices.month_rule
    from (
        select distinct
            month,
            cast(month || '-01' as date) as first_date
        from monthly_usage
    ) as months
    inner join apps
        on last_day(months.first_date) >= coalesce(apps.valid_from, months.first_date)
        and months.first_date <= coalesce(apps.valid_until, months.first_date)
    inner join prices
        on coalesce(prices.price_list, apps.price_list) = apps.price_list
        and coalesce(prices.customer_id, apps.customer_id) = apps.customer_id
        and coalesce(prices.app_id, apps.app_id) = apps.app_id
        and months.first_date between date_trunc('month', prices.valid_from)
        and coalesce(prices.valid_until, months.first_date)
    where prices.service_kind = 'usage' and prices.metric is not null
    qualify row_number() over (
        partition by apps.app_id, apps.customer_id, months.month, prices.sku
        order by prices.app_id is null, prices.customer_id is null, prices.plan is null, prices.valid_from desc
    ) = 1

),

-- A percentile, or distinct users of a month, is known only when the month is billed.
measured as (

    select
        rules.customer_id,
        rules.month,
        rules.sku,
        any_value(rules.service_name) as service_name,
        any_value(rules.service_name_zh) as service_name_zh,
        any_value(rules.unit) as unit,
        sum(
            case rules.month_rule
                when 'highest' then monthly_usage.highest_quantity
                when 'last' then monthly_usage.last_quantity
                when 'sum' then monthly_usage.sum_quantity
            end
        ) as quantity,
        cast(0 as decimal(38, 2)) as amount,
        true as is_open
    from rules
    inner join monthly_usage
        on rules.app_id = monthly_usage.app_id
        and rules.metric = monthly_usage.metric
        and rules.month = monthly_usage.month
    where
        rules.month_rule in ('highest', 'last', 'sum')
        and not exists (
            select 1
            from billed
            where billed.customer_id = rules.customer_id and billed.month = rules.month
        )
    group by rules.customer_id, rules.month, rules.sku

),

billed_quantities as (

    select * from billed
    union all
    select * from measured

)

select * from billed_quantities
order by customer_id, sku, month
