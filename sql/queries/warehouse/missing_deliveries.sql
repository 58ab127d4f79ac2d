-- Deliveries of a month that were found missing, or not as their manifests say.
-- $month: YYYY-MM
-- grain: position
with

found as (

    select * from missing_deliveries
    where month = $month and state <> 'late'

)

select * from found
order by position
