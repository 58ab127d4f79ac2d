-- Sums of what customers owe on the day, and of their balances.
-- $customer: only of one customer; null = all
with

due_totals as (

    select
        currency,
        sum(balance) as balance,
        sum(open) as open,
        sum(due) as due,
        sum(overdue) as overdue,
        sum(not_overdue) as not_overdue,
        sum(days_1_to_7) as days_1_to_7,
        sum(days_8_to_30) as days_8_to_30,
        sum(days_31_to_90) as days_31_to_90,
        sum(over_90_days) as over_90_days
    from customer_balances
    where $customer is null or customer_id = $customer
    group by currency

)

select * from due_totals
order by currency
