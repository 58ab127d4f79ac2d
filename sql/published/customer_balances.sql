-- What a customer owes on the day by age, and the money that it has with us.
-- The variable `today` names the day; without it, it is today in UTC. Customers without either are left out.
-- grain: customer_id, currency
-- units: money of the currency
with

clock as (

    select coalesce(try_cast(getvariable('today') as date), current_date) as today

),

balances as (

    select
        customer_id,
        currency,
        sum(amount) as balance
    from allocations
    where document_number is null
    group by all

),

owed as (

    select
        open_items.customer_id,
        open_items.currency,
        sum(open_items.open) as open,
        sum(open_items.open) filter (where open_items.due_date <= clock.today) as due,
        sum(open_items.open) filter (where open_items.days_overdue > 0) as overdue,
        sum(open_items.open) filter (where open_items.days_overdue = 0) as not_overdue,
        sum(open_items.open) filter (where open_items.days_overdue between 1 and 7) as days_1_to_7,
        sum(open_items.open) filter (where open_items.days_overdue between 8 and 30) as days_8_to_30,
        sum(open_items.open) filter (where open_items.days_overdue between 31 and 90) as days_31_to_90,
        sum(open_items.open) filter (where open_items.days_overdue > 90) as over_90_days
    from open_items
    cross join clock
    group by all

),

customer_balances as (

    select
        customer_id,
        currency,
        cast(coalesce(balances.balance, 0) as decimal(38, 2)) as balance,
        cast(coalesce(owed.open, 0) as decimal(38, 2)) as open,
        cast(coalesce(owed.due, 0) as decimal(38, 2)) as due,
        cast(coalesce(owed.overdue, 0) as decimal(38, 2)) as overdue,
        cast(coalesce(owed.not_overdue, 0) as decimal(38, 2)) as not_overdue,
        cast(coalesce(owed.days_1_to_7, 0) as decimal(38, 2)) as days_1_to_7,
        cast(coalesce(owed.days_8_to_30, 0) as decimal(38, 2)) as days_8_to_30,
        cast(coalesce(owed.days_31_to_90, 0) as decimal(38, 2)) as days_31_to_90,
        cast(coalesce(owed.over_90_days, 0) as decimal(38, 2)) as over_90_days
    from owed
    full join balances using (customer_id, currency)

)

select * from customer_balances
