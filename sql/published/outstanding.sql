-- What is outstanding today: months to correct or to bill, documents of the future, customers in
-- arrears, files that do not count.
-- The variable `today` names the day; without it, it is today in UTC.
-- grain: code, subject
with

clock as (

    select coalesce(try_cast(getvariable('today') as date), current_date) as today

),

usage_months as (

    select
        strftime(segments.usage_date, '%Y-%m') as month,
        count(distinct segments.usage_date) as usage_days
    from segments
    inner join batches on segments.batch_id = batches.batch_id
    where batches.status = 'live'
    group by all

),

order_months as (

    select
        strftime(purchased_on, '%Y-%m') as month,
        count(*) as orders,
        list(order_id order by purchased_on, order_id)[:10] as first_orders
    from purchases
    group by all

),

invoiced_months as (

    select distinct month
    from invoices
    where document_kind = 'invoice'

),

-- A month that was run without an invoice is not billed if customers have charges today.
run_months as (

    select month from invoiced_months
    union
    select month from summaries
    where month not in (select outdated_customers.month from outdated_customers)

),

active_months as (

    select
        month,
        coalesce(usage_months.usage_days, 0) as usage_days,
        coalesce(order_months.orders, 0) as orders,
        order_months.first_orders
    from usage_months
    full join order_months using (month)

),

-- A month is over by the clock, or by usage of a later one.
unbilled_months as (

    select
        active_months.*,
        (
            select min(later.month)
            from invoiced_months as later
            where later.month > active_months.month
        ) as later_month,
        active_months.month < (select strftime(today, '%Y-%m') from clock)
        or active_months.month < (select max(latest.month) from usage_months as latest) as is_over
    from active_months
    where active_months.month not in (select run_months.month from run_months)

),

closed as (

    select coalesce(max(month), '') as until
    from closings
    where is_closed

),

not_billed as (

    select
        'month-not-billed' as code,
        month,
        month as subject,
        month || ' is over and has no invoice (days with usage: ' || usage_days || ', orders: ' || orders
        || '). Bill it: imbill ' || case when month <= closed.until then 'correct' else 'run' end
        || ' --month ' || month as message,
        to_json({usage_days: usage_days, orders: orders}) as facts
    from unbilled_months
    cross join closed
    where is_over

),

out_of_order as (

    select
        'month-out-of-order' as code,
        month,
        month as subject,
        later_month || ' was issued, but the earlier ' || month || ' was not (days with usage: ' || usage_days
        || '). Bill it: imbill run --month ' || month as message,
        to_json({usage_days: usage_days, later_month: later_month}) as facts
    from unbilled_months
    where usage_days > 0 and later_month is not null

),

orders_not_billed as (

    select
        'purchase-in-unbilled-month' as code,
        month,
        month as subject,
        'Orders of ' || month || ' are on no invoice, as the month was never run: '
        || array_to_string(first_orders, ', ')
        || case when orders > len(first_orders) then ' and ' || orders - len(first_orders) || ' more' else '' end
        || '. Bill them: imbill run --month ' || month as message,
        to_json({orders: orders, first_orders: first_orders}) as facts
    from unbilled_months
    where orders > 0 and (is_over or later_month is not null)

),

outdated_totals as (

    select
        month,
        currency,
        sum(issued) as issued,
        sum(total_now) as total_now,
        count(*) as customers
    from outdated_customers
    where month in (select invoiced_months.month from invoiced_months)
    group by all

),

outdated as (

    select
        'month-outdated' as code,
        month,
        month as subject,
        month || ' is outdated (customers: ' || sum(customers) || '): ' || string_agg(
            issued || ' ' || currency || ' issued, ' || total_now || ' ' || currency || ' if recalculated today',
            '; '
            order by currency
        ) || '. Show the corrections: imbill correct --month ' || month || ' --dry-run' as message,
        to_json({
            amounts: list(
                {currency: currency, issued: cast(issued as varchar), now: cast(total_now as varchar)}
                order by currency
            ),
            customers: any_value((
                select list(
                    {
                        customer_id: one.customer_id,
                        number: one.number,
                        currency: one.currency,
                        issued: cast(one.issued as varchar),
                        currency_now: one.currency_now,
                        now: cast(one.total_now as varchar)
                    } order by one.customer_id
                )
                from outdated_customers as one
                where one.month = outdated_totals.month
            ))
        }) as facts
    from outdated_totals
    group by month

),

not_recalculated as (

    select
        'month-not-recalculated' as code,
        month,
        month as subject,
        month || ' was issued, and cannot be recalculated with the data of today: '
        || replace(problem, chr(10), ' ') as message,
        to_json({problem: problem}) as facts
    from recalculations
    where problem <> ''

),

future_documents as (

    select
        'document-dated-in-future' as code,
        invoices.month,
        invoices.number as subject,
        invoices.number || ' (' || invoices.customer_id || ') is dated ' || invoices.issue_date || ', after today, '
        || clock.today || '. Do not send it before.' as message,
        to_json({
            number: invoices.number,
            customer_id: invoices.customer_id,
            issue_date: cast(invoices.issue_date as varchar)
        }) as facts
    from invoices
    cross join clock
    where invoices.issue_date > clock.today

),

refused as (

    select
        'file-refused' as code,
        cast(null as varchar) as month,
        path as subject,
        'Refused: ' || case when starts_with(any_value(reason), path) then '' else path || ': ' end
        || replace(any_value(reason), chr(10), ' ') as message,
        to_json({source: any_value(source), path: path, reason: any_value(reason)}) as facts
    from refused_files
    group by path

),

overdue_by_customer as (

    select
        customer_id,
        currency,
        sum(open) as overdue,
        count(*) as documents,
        list(number order by position) as numbers,
        min(due_date) + 1 as overdue_since
    from open_items
    where days_overdue > 0 and customer_id in (select arrears.customer_id from arrears)
    group by customer_id, currency

),

in_arrears as (

    select
        'arrears' as code,
        cast(null as varchar) as month,
        customer_id as subject,
        customer_id || ' is in arrears: ' || string_agg(
            overdue || ' ' || currency || ' overdue since ' || overdue_since || ' (documents: ' || documents || ')',
            '; '
            order by currency
        ) || '. Remind the customer, or add to accounts/payments.csv what came in. The documents: imbill due --customer '
        || customer_id as message,
        to_json({
            amounts: list(
                {
                    currency: currency,
                    overdue: cast(overdue as varchar),
                    overdue_since: cast(overdue_since as varchar),
                    numbers: numbers
                } order by currency
            ),
            apps: any_value((
                select list(distinct arrears.app_id order by arrears.app_id)
                from arrears
                where arrears.customer_id = overdue_by_customer.customer_id
            ))
        }) as facts
    from overdue_by_customer
    group by customer_id

),

withdrawals as (

    select
        subject,
        arg_max(action, entry) as action,
        arg_max(reason, entry) as reason
    from audit
    where action in ('withdraw', 'replace')
    group by subject

),

-- A file that was delivered again with other content has another batch.
withdrawn as (

    select
        'file-withdrawn' as code,
        cast(null as varchar) as month,
        deliveries.path as subject,
        deliveries.path || ' was withdrawn and does not count: ' || any_value(withdrawals.reason)
        || '. Deliver it again, or make it count: imbill load --restore ' || any_value(batches.batch_id)
        || ' --reason TEXT' as message,
        to_json({
            path: deliveries.path,
            batch_id: any_value(batches.batch_id),
            reason: any_value(withdrawals.reason)
        }) as facts
    from deliveries
    inner join batches on deliveries.batch_id = batches.batch_id and batches.status = 'withdrawn'
    inner join withdrawals
        on withdrawals.subject = 'batch ' || batches.batch_id and withdrawals.action = 'withdraw'
    group by deliveries.path

),

items as (

    from outdated
    union all
    from not_recalculated
    union all
    from not_billed
    union all
    from out_of_order
    union all
    from orders_not_billed
    union all
    from future_documents
    union all
    from in_arrears
    union all
    from refused
    union all
    from withdrawn

),

outstanding as (

    select
        code,
        month,
        subject,
        message,
        cast(facts as varchar) as facts
    from items

)

select * from outstanding
