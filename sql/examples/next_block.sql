-- Which apps are near the next block of a charge, and what would it cost?
-- zh: 哪些应用快到下一个计费阶梯，届时要多付多少？
-- $month = '': billing month, such as 2026-09; empty for the newest with usage
-- zh $month: 账期，如 2026-09；留空为最近有用量的月份
-- app_id: text
-- app_name: text, empty where none is given
-- customer_id: text
-- sku: charge by blocks of a whole number of units
-- unit: of usage, included, block and left_over
-- usage: the month's quantity as far as it is known, by the rule of the charge
-- included: quantity that costs nothing
-- block: size of a block
-- blocks: blocks that are charged by now
-- left_over: what may still come before the next block is charged
-- full_percent: usage as percent of what is included and charged, rounded down to 0.01
-- block_price: price of a block by the list or contract
-- currency: ISO 4217 code
with

chosen as (

    select
        cast(max(month) || '-01' as date) as usage_month,
        last_day(cast(max(month) || '-01' as date)) as last_date
    from monthly_usage
    where $month in ('', month)

),

plans as (

    select distinct
        service_days.app_id,
        service_days.sku as plan
    from service_days
    inner join chosen on date_trunc('month', service_days.usage_date) = chosen.usage_month
    where service_days.service_kind = 'plan' and service_days.state = 'active'

),

-- A contract comes before the list, and what holds with the app's plan before what holds for all.
block_prices as (

    select
        plans.app_id,
        apps.app_name,
        apps.customer_id,
        prices.sku,
        prices.metric,
        prices.unit,
        prices.month_rule,
        prices.blocks as counted_blocks,
        prices.currency,
        coalesce(prices.included, 0) as included,
        prices.block,
        prices.price as block_price
    from plans
    cross join chosen
    inner join apps
        on plans.app_id = apps.app_id
        and chosen.last_date between coalesce(apps.valid_from, chosen.last_date)
        and coalesce(apps.valid_until, chosen.last_date)
    inner join prices
        on coalesce(prices.price_list, apps.price_list) = apps.price_list
        and coalesce(prices.customer_id, apps.customer_id) = apps.customer_id
        and coalesce(prices.app_id, apps.app_id) = apps.app_id
        and coalesce(prices.plan, plans.plan) = plans.plan
        and chosen.usage_month between prices.valid_from
        and coalesce(prices.valid_until, chosen.usage_month)
    where
        prices.model = 'per_block'
        and prices.multiplier is null
        and prices.block = floor(prices.block)
        and coalesce(list_contains(string_split(prices.requires, ', '), plans.plan), true)
    qualify row_number() over (
        partition by plans.app_id, prices.sku
        order by
            prices.app_id is null,
            prices.customer_id is null,
            prices.plan is null,
            prices.included desc nulls last
    ) = 1

),

-- Charges by a percentile or by distinct users of the month have no such quantity, and are left out.
month_usage as (

    select
        block_prices.app_id,
        block_prices.sku,
        case block_prices.month_rule
            when 'sum' then sum(daily_usage.quantity)
            when 'last' then arg_max(daily_usage.quantity, daily_usage.usage_date)
            else max(daily_usage.quantity)
        end as usage
    from block_prices
    inner join daily_usage
        on block_prices.app_id = daily_usage.app_id and block_prices.metric = daily_usage.metric
    inner join chosen
        on daily_usage.usage_date between chosen.usage_month and chosen.last_date
    where
        block_prices.month_rule in ('highest', 'last', 'sum')
        or day(daily_usage.usage_date) >= try_cast(
            regexp_extract(block_prices.month_rule, '^highest from day (\d+)$', 1) as integer
        )
    group by block_prices.app_id, block_prices.sku, block_prices.month_rule

),

charged as (

    select
        block_prices.*,
        month_usage.usage,
        -- A block that is begun counts, or only one that is full.
        case
            when month_usage.usage <= block_prices.included then 0
            when block_prices.counted_blocks = 'full'
                then cast(floor(month_usage.usage - block_prices.included) as hugeint)
                // cast(block_prices.block as hugeint)
            else
                (
                    cast(ceil(month_usage.usage - block_prices.included) as hugeint)
                    + cast(block_prices.block as hugeint) - 1
                )
                // cast(block_prices.block as hugeint)
        end as blocks
    from block_prices
    inner join month_usage
        on block_prices.app_id = month_usage.app_id and block_prices.sku = month_usage.sku

),

-- Where only full blocks count, the next is charged when it is full.
limits as (

    select
        *,
        included
        + cast(case when counted_blocks = 'full' then blocks + 1 else blocks end as decimal(28, 0))
        * cast(block as decimal(28, 0)) as next_limit
    from charged

),

next_block as (

    select
        app_id,
        app_name,
        customer_id,
        sku,
        unit,
        usage,
        included,
        block,
        cast(blocks as bigint) as blocks,
        next_limit - usage as left_over,
        cast(
            cast(floor(10000 * usage) as hugeint)
            // cast(nullif(floor(next_limit), 0) as hugeint) as decimal(38, 0)
        ) * 0.01 as full_percent,
        block_price,
        currency
    from limits

)

select * from next_block
order by full_percent desc nulls last, app_id, sku
