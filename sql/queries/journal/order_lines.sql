-- Lines about orders on documents that are booked up to a month, with the net amount and the terms of a sale.
-- $month: accounting month, the month before that of the issue date
-- grain: position, line_number
with

documents as (

    select
        number,
        position,
        month as known_until,
        customer_id,
        currency,
        content_sha256,
        booked_in,
        from_json(document, '{
            "lines": [{
                "app_id": "VARCHAR", "sku": "VARCHAR", "order_id": "VARCHAR", "quantity": "VARCHAR",
                "amount": "VARCHAR", "net": "VARCHAR", "valid_from": "VARCHAR"
            }]
        }') as content
    from booked_documents
    where booked_in <= $month

),

lines as (

    select
        documents.* exclude (content),
        unnest(content.lines) as line,
        unnest(range(1, len(content.lines) + 1)) as line_number
    from documents

),

order_lines as (

    select
        number,
        position,
        line_number,
        known_until,
        booked_in,
        customer_id,
        currency,
        content_sha256,
        line.app_id as app_id,
        line.sku as sku,
        line.order_id as order_id,
        line.quantity as quantity,
        line.valid_from as valid_from,
        coalesce(line.net, line.amount) as net
    from lines
    where line.order_id is not null

)

select * from order_lines
order by booked_in, position, line_number
