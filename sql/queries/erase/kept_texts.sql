-- Documents and entries of the audit that name an id. They never change.
with

kept_texts as (

    select number as name from invoices
    where names_id(document)
    union all
    select 'entry ' || entry || ' of the audit' as name from audit
    where names_id(reason)
        or names_id(detail)

)

select * from kept_texts
order by name
