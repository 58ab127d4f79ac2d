-- Anomalies of a month, in the order in which they are shown.
-- grain: position
select
    month,
    code,
    usage_date,
    hour,
    source,
    metric,
    app_id,
    subject,
    value,
    expected,
    message
from anomalies
where month = $month
order by position
