-- An invoice's total is the sum of its printed lines.
-- grain: number
with

line_sums as (

    select
        number,
        sum(amount) as amount
    from invoice_lines
    group by number

),

unequal as (

    select
        invoices.number,
        invoices.total,
        coalesce(line_sums.amount, 0) as line_sum
    from invoices
    left join line_sums on invoices.number = line_sums.number
    where
        invoices.total <> coalesce(line_sums.amount, 0)
        or invoices.total <> invoices.prepaid + invoices.postpaid

)

select * from unequal
