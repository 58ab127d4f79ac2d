-- Months that were run, each with hashes of the segments that it is measured from and of its documents.
-- Group events of all earlier months decide a month, too.
-- grain: month
with

run_months as (

    select month from invoices
    union
    select month from summaries

),

counting as (

    select
        source,
        strftime(usage_date, '%Y-%m') as usage_month,
        path || ' ' || sha256 as segment
    from counting_segments

),

segments_of_months as (

    select
        run_months.month,
        sha256(coalesce(string_agg(counting.segment, chr(10) order by counting.segment), '')) as segments_sha256
    from run_months
    left join counting
        on counting.usage_month = run_months.month
        or (counting.source = 'groups' and counting.usage_month < run_months.month)
    group by run_months.month

),

documents_of_months as (

    select
        run_months.month,
        sha256(coalesce(string_agg(invoices.entry_sha256, chr(10) order by invoices.position), '')) as documents_sha256
    from run_months
    left join invoices on run_months.month = invoices.month
    group by run_months.month

),

late_months as (

    select audit.subject as month
    from audit
    where audit.action = 'late-data'
        and audit.entry > coalesce(
            (
                select max(done.entry)
                from audit as done
                where done.action in ('issue', 'correct') and done.subject = audit.subject
            ),
            0
        )

),

month_inputs as (

    select
        segments_of_months.month,
        segments_of_months.segments_sha256,
        documents_of_months.documents_sha256,
        segments_of_months.month in (select month from late_months) as has_late_data
    from segments_of_months
    inner join documents_of_months on segments_of_months.month = documents_of_months.month

)

select * from month_inputs
order by month
