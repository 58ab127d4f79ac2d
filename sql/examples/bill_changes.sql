-- Which customers' bills moved most from the month before, and by which charges?
-- zh: 哪些客户的账单比上月变化最大，变在哪些费用上？
-- $month = '': billing month, such as 2026-10; empty for the newest invoiced
-- zh $month: 账期，如 2026-10；留空为最近出账的月份
-- customer_id: text
-- customer_name: text
-- currency: ISO 4217 code
-- total_before: total of the month before, as of today
-- total_after: total of the month, as of today
-- change: total_after less total_before
-- sku: charge that moved
-- amount_before: of the charge, all apps
-- amount_after: of the charge, all apps
-- amount_change: amount_after less amount_before
-- why: new, gone, price (another price a unit), more usage, less usage, or bought (more, less or for longer)
-- usage_before: month quantity, all apps; null of plans and packs
-- usage_after: month quantity, all apps; null of plans and packs
with

chosen as (

    select
        max(month) as month,
        strftime(cast(max(month) || '-01' as date) - interval 1 month, '%Y-%m') as month_before
    from invoice_lines_now
    where $month in ('', month)

),

charges_by_month as (

    select
        lines.customer_id,
        lines.currency,
        lines.sku,
        lines.month = chosen.month as is_after,
        max(lines.customer_name) as customer_name,
        sum(lines.amount) as amount,
        sum(lines.usage) as usage,
        max(lines.unit_price) as unit_price
    from invoice_lines_now as lines
    inner join chosen on lines.month in (chosen.month, chosen.month_before)
    group by lines.customer_id, lines.currency, lines.sku, lines.month = chosen.month

),

charges_before as (

    select * from charges_by_month where not is_after

),

charges_after as (

    select * from charges_by_month where is_after

),

compared as (

    select
        customer_id,
        coalesce(charges_after.customer_name, charges_before.customer_name) as customer_name,
        currency,
        sku,
        coalesce(charges_before.amount, 0) as amount_before,
        coalesce(charges_after.amount, 0) as amount_after,
        case
            when charges_before.amount is null then 'new'
            when charges_after.amount is null then 'gone'
            when charges_after.unit_price <> charges_before.unit_price then 'price'
            when charges_after.usage > charges_before.usage then 'more usage'
            when charges_after.usage < charges_before.usage then 'less usage'
            else 'bought'
        end as why,
        charges_before.usage as usage_before,
        charges_after.usage as usage_after
    from charges_before
    full join charges_after using (customer_id, currency, sku)

),

bill_changes as (

    select
        customer_id,
        max(customer_name) over customer as customer_name,
        currency,
        sum(amount_before) over customer as total_before,
        sum(amount_after) over customer as total_after,
        sum(amount_after - amount_before) over customer as change,
        sku,
        amount_before,
        amount_after,
        amount_after - amount_before as amount_change,
        why,
        usage_before,
        usage_after
    from compared
    window customer as (partition by customer_id, currency)
    qualify amount_after <> amount_before

)

select * from bill_changes
order by abs(change) desc, customer_id, abs(amount_change) desc, sku
