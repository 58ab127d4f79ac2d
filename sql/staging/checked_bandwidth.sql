-- Delivered bandwidth lines, typed, each with its first problem or null. A rate becomes the bits of its slot, so that
-- rates and byte counts add up exactly.
-- Reads the variables slot_seconds and samples (meaning of several lines in one slot, or null).
-- grain: line_number
-- units: bits of the slot, Mbps = bits / (slot_seconds × 1,000,000)
with

lines as (

    select
        *,
        to_instant(time) as measured_at,
        regexp_full_match(mbps, '\d{1,12}(\.\d{1,9})?') as is_mbps,
        regexp_full_match(bytes, '\d{1,18}') as is_bytes,
        regexp_full_match(bps, '\d{1,18}(\.\d{1,3})?') as is_bps,
        regexp_full_match(flux_mb, '\d{1,15}(\.\d{1,9})?') as is_flux_mb
    from delivered_lines

),

counted as (

    select
        *,
        coalesce(
            case
                when has_few_digits(mbps, 6) then
                    cast(
                        cast(cast(mbps as decimal(18, 6)) as decimal(24, 6))
                        * cast(slot_microseconds() as decimal(12, 0)) as decimal(38, 6)
                    )
                when is_mbps then
                    cast(
                        cast(mbps as decimal(21, 9))
                        * cast(slot_microseconds() as decimal(12, 0)) as decimal(38, 6)
                    )
            end,
            case when is_bytes then cast(cast(cast(bytes as decimal(18, 0)) as decimal(19, 0)) * 8 as decimal(38, 6)) end,
            case
                when has_few_digits(bps, 3) then
                    cast(
                        cast(cast(bps as decimal(18, 3)) as decimal(21, 3))
                        * cast(getvariable('slot_seconds') as decimal(5, 0)) as decimal(38, 6)
                    )
                when is_bps then
                    cast(
                        cast(bps as decimal(21, 3)) * cast(getvariable('slot_seconds') as decimal(5, 0)) as decimal(
                            38, 6
                        )
                    )
            end
        ) as bits,
        case
            when is_flux_mb then cast(cast(flux_mb as decimal(24, 9)) * 8000000 as decimal(38, 6))
        end as flux_bits
    from lines

),

checked as (

    select
        line_number,
        app_id,
        coalesce(region, 'domestic') as region,
        node,
        mbps,
        bytes,
        bps,
        coalesce(
            cast(getvariable('samples') as varchar), case when bytes is not null then 'bytes' end
        ) as samples,
        extra,
        cast(getvariable('slot_seconds') as integer) as slot_seconds,
        bits,
        case
            when is_ignored then no_problem()
            when
                line_problem is null
                and is_plain_instant(measured_at)
                and is_plain_app_id(app_id)
                and (
                    (is_mbps and bytes is null and bps is null)
                    or (is_bytes and mbps is null and bps is null)
                    or (is_bps and mbps is null and bytes is null)
                )
                and coalesce(region in ('domestic', 'international'), true)
                and flux_mb is null
                then no_problem()
            else
                told_problem(
                    coalesce(
                        line_problem,
                        time_problem(time, measured_at),
                        app_id_problem(app_id),
                        case
                            when mbps is null and bytes is null and bps is null then
                                problem('mbps', '', 'is empty, and so is bytes')
                            when mbps is not null and not is_mbps then
                                number_problem('mbps', mbps, 'a plain decimal of 0 or more', 12, 9)
                            when bytes is not null and not is_bytes then
                                number_problem('bytes', bytes, 'a whole number of 0 or more', 18, 0)
                            when bps is not null and not is_bps then
                                number_problem('bps', bps, 'a plain number of 0 or more', 18, 3)
                            when
                                (case when mbps is null then 0 else 1 end)
                                + (case when bytes is null then 0 else 1 end)
                                + (case when bps is null then 0 else 1 end)
                                > 1
                                then
                                    problem(
                                        case when mbps is null then 'bps' else 'mbps' end,
                                        coalesce(mbps, bps),
                                        'stands beside another measure of the same slot'
                                    )
                            when region is not null and region not in ('domestic', 'international') then
                                problem('region', region, 'is neither domestic nor international')
                            when flux_mb is not null and not is_flux_mb then
                                number_problem('flux_mb', flux_mb, 'a plain number of 0 or more', 15, 9)
                            when abs(flux_bits - bits) > 80000 + cast(bits as decimal(35, 3)) * 0.001 then
                                problem('flux_mb', flux_mb, 'is not the bandwidth × slot_seconds / 8')
                            else no_problem()
                        end
                    )
                )
        end as problem,
        is_ignored,
        billing_day(measured_at) as usage_date,
        measured_at,
        slot_start(measured_at) as slot_started_at
    from counted

)

select * from checked
