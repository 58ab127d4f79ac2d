-- What does an active user cost each app in a month, corrections included?
-- zh: 按目前的账单，每个应用当月每位活跃用户花费多少？
-- $month = '': billing month, such as 2026-09; empty for the newest invoiced
-- zh $month: 账期，如 2026-09；留空为最近出账的月份
-- app_id: text
-- app_name: text, empty where none is given
-- customer_id: text
-- month: billing month, YYYY-MM
-- prepaid: plans and packs bought in the month, for all months that they are bought for
-- postpaid: usage of the month
-- amount: both
-- currency: ISO 4217 code
-- monthly_users: distinct users of the month; null where only day values are known
-- amount_per_user: amount / monthly_users, half away from zero to 0.0001
with

chosen as (

    select max(month) as month
    from invoice_lines_now
    where $month in ('', month)

),

bills as (

    select
        app_id,
        customer_id,
        month,
        currency,
        coalesce(sum(amount) filter (where kind = 'prepaid'), 0) as prepaid,
        coalesce(sum(amount) filter (where kind = 'postpaid'), 0) as postpaid,
        sum(amount) as amount
    from invoice_lines_now
    inner join chosen using (month)
    group by app_id, customer_id, month, currency

),

last_names as (

    select
        app_id,
        arg_max(app_name, coalesce(valid_from, date '0001-01-01')) as app_name
    from apps
    group by app_id

),

cost_per_user as (

    select
        bills.app_id,
        last_names.app_name,
        bills.customer_id,
        bills.month,
        bills.prepaid,
        bills.postpaid,
        bills.amount,
        bills.currency,
        monthly_users.quantity as monthly_users,
        sign(bills.amount)
        * cast(
            (cast(20000 * abs(bills.amount) as hugeint) + monthly_users.quantity)
            // nullif(2 * monthly_users.quantity, 0) as decimal(38, 0)
        )
        * 0.0001 as amount_per_user
    from bills
    left join last_names on bills.app_id = last_names.app_id
    left join monthly_users
        on bills.app_id = monthly_users.app_id
        and bills.month = monthly_users.month

)

select * from cost_per_user
order by amount_per_user desc nulls last, app_id
