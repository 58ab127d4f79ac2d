-- What each customer owes on the day, and its balance, with its name as issued last or as accounts say.
-- $customer: only one customer; null = all
with

names as (

    select
        customer_id,
        arg_max(customer_name, position) as customer_name
    from invoices
    group by customer_id

),

account_names as (

    select
        customer_id,
        arg_max(customer_name, coalesce(valid_from, date '0001-01-01')) as customer_name
    from customers
    group by customer_id

),

due_customers as (

    select
        customer_balances.customer_id,
        coalesce(names.customer_name, account_names.customer_name, '') as customer_name,
        customer_balances.* exclude (customer_id)
    from customer_balances
    left join names on customer_balances.customer_id = names.customer_id
    left join account_names on customer_balances.customer_id = account_names.customer_id
    where $customer is null or customer_balances.customer_id = $customer

)

select * from due_customers
order by customer_id, currency
