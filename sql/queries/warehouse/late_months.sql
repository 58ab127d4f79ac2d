-- Issued months that changed days belong to, with the files. Groups exist on: their events belong to all
-- later months, too.
-- $days: JSON list of days: source, path, usageDate
with

given as (

    select
        unnest(
            from_json($days, '[{"source": "VARCHAR", "path": "VARCHAR", "usageDate": "VARCHAR"}]')
        ) as day

),

changed_months as (

    select distinct
        day.source as source,
        day.path as path,
        left(day."usageDate", 7) as month
    from given

),

issued_months as (

    select distinct month from invoices

),

late_months as (

    select distinct
        issued_months.month,
        changed_months.path
    from issued_months
    inner join changed_months
        on issued_months.month = changed_months.month
        or (changed_months.source = 'groups' and issued_months.month > changed_months.month)

)

select * from late_months
order by month, path
