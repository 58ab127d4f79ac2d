-- Functions of the staging queries: text of a delivered line → instant, billing day, problem. The last function gives
-- metrics the same name as in Spark. docs/extend.md lists the variables that they read.

-- Pattern of RFC 3339 without its offset.
create or replace temp macro is_date_time(text) as
    regexp_full_match(text, '\d{4}-\d{2}-\d{2}[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?');

-- RFC 3339 with its offset. The hour 24 is none.
create or replace temp macro is_rfc_3339(text) as
    regexp_full_match(
        text,
        '\d{4}-\d{2}-\d{2}[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)'
    );

-- Local date and time → timestamp, cut (not rounded) to microseconds; null if there is no such day.
create or replace temp macro to_timestamp_text(text) as
    try_cast(upper(substring(text, 1, 26)) as timestamp);

create or replace temp macro offset_minutes(text) as
    (case when substring(text, -6, 1) = '-' then -1 else 1 end)
    * (60 * cast(substring(text, -5, 2) as integer) + cast(substring(text, -2, 2) as integer));

-- True if a local time lies within one of the spans.
create or replace temp macro is_within(local_time, spans) as
    len(list_filter(spans, lambda span: local_time >= span.since and local_time < span.until)) > 0;

-- Local time of the source's zone → instant in UTC; null if the clocks skip it or show it twice.
create or replace temp macro local_to_instant(local_time) as
    case
        when
            list_contains(getvariable('source_change_days'), cast(local_time as date))
            and (
                is_within(local_time, getvariable('source_missing_times'))
                or is_within(local_time, getvariable('source_repeated_times'))
            )
            then null
        when getvariable('source_offset_minutes') is not null then
            make_timestamp(
                epoch_us(local_time) - 60000000 * cast(getvariable('source_offset_minutes') as bigint)
            )
        else timezone('UTC', timezone(cast(getvariable('source_zone') as varchar), local_time))
    end;

-- Delivered time in any accepted form → instant in UTC, step by step; null for anything else.
create or replace temp macro to_instant_by_parts(text) as
    case
        when is_rfc_3339(text) then
            case
                when text[-1] in ('Z', 'z') then to_timestamp_text(substring(text, 1, length(text) - 1))
                else
                    to_timestamp_text(substring(text, 1, length(text) - 6))
                    - to_minutes(offset_minutes(text))
            end
        when regexp_full_match(text, '\d{10}') then make_timestamp(cast(text as bigint) * 1000000)
        when regexp_full_match(text, '\d{13}') then make_timestamp(cast(text as bigint) * 1000)
        when cast(getvariable('source_zone') as varchar) is not null and is_date_time(text) then
            local_to_instant(to_timestamp_text(text))
    end;

-- True if a text has a usual form of this century: with seconds, milliseconds or microseconds and an offset of few
-- whole hours, so that a cast rounds nothing. It looks at the separators alone. A cast refuses anything else between
-- them, except blanks before the hour, the hour 24, and a second of one digit before a point.
create or replace temp macro has_common_form(text) as
    case strlen(text)
        when 20 then text like '20__-__-__T__:__:__Z' and not contains(text, '.')
        when 24 then text like '20__-__-__T__:__:__.___Z'
        when 25 then text like '20__-__-__T__:__:___0_:00' and not contains(text, '.')
        when 27 then text like '20__-__-__T__:__:__.______Z'
        when 29 then text like '20__-__-__T__:__:__.____0_:00'
        when 32 then text like '20__-__-__T__:__:__._______0_:00'
        else false
    end
    and not contains(text, 'T24')
    and (
        cast(getvariable('is_free_of_blanks') as boolean) or substring(text, 12, 1) in ('0', '1', '2')
    );

-- Delivered time → instant in UTC; null for anything else. DuckDB's own cast reads the forms that it reads exactly.
create or replace temp macro to_instant(text) as
    coalesce(
        case when has_common_form(text) then make_timestamp(epoch_us(try_cast(text as timestamptz))) end,
        to_instant_by_parts(text)
    );

create or replace temp macro billing_day(instant) as
    case
        when getvariable('billing_offset_minutes') is not null then
            cast(
                make_timestamp(
                    epoch_us(instant) + 60000000 * cast(getvariable('billing_offset_minutes') as bigint)
                ) as date
            )
        else
            cast(timezone(cast(getvariable('billing_zone') as varchar), timezone('UTC', instant)) as date)
    end;

create or replace temp macro problem(column_name, value, reason) as
    {
        'column_name': column_name,
        'value': substring(replace(value, chr(0), chr(65533)), 1, 200),
        'reason': reason
    };

-- Problem of a text that is not the number it must be. If it is only too long, the problem states the longest form.
create or replace temp macro number_problem(column_name, text, wanted, digits, places) as
    problem(
        column_name,
        text,
        case
            when regexp_full_match(text, case when places = 0 then '\d+' else '\d+(\.\d+)?' end)
                then
                    'is longer than ' || digits || ' digits'
                    || case when places = 0 then '' else ' before the point and ' || places || ' after it' end
            else 'is not ' || wanted
        end
    );

create or replace temp macro no_problem() as
    cast(null as struct(column_name varchar, value varchar, reason varchar));

-- Problem of a line.
create or replace temp macro told_problem(found) as found;

-- Replaces told_problem while a file is read as if all its lines were good. DuckDB then leaves out the expressions
-- that find a problem, which cost more than the rows of a small file.
create or replace temp macro untold_problem(found) as error('a line needs a closer look');

-- Reason why a local time has no instant.
create or replace temp macro local_time_reason(local_time) as
    case
        when getvariable('source_zone') is null then 'is a local time without an offset'
        when is_within(local_time, getvariable('source_missing_times')) then
            'is a local time that does not exist in ' || cast(getvariable('source_zone') as varchar)
            || ': the clocks go forward over it'
        else
            'is a local time that comes twice in ' || cast(getvariable('source_zone') as varchar)
            || ', as the clocks go back: only with an offset is it one instant'
    end;

-- Reason of a time that was too late when the file was loaded. Measuring again from files reads the instant in it.
create or replace temp macro future_reason() as
    'is in the future: ' || strftime(getvariable('accepted_until'), '%Y-%m-%dT%H:%M:%SZ')
    || ' was the end of what rejects.max_future accepts when the file was loaded';

-- True if a text is a leap second, at the end of a June or December in UTC.
create or replace temp macro is_leap_second(text) as
    regexp_full_match(text, '.{17}60.*')
    and strftime(to_instant_by_parts(replace(text, ':60', ':59')), '%m-%d %H:%M:%S')
    in ('06-30 23:59:59', '12-31 23:59:59');

-- Problem of a time, or null.
create or replace temp macro time_problem(text, instant) as
    case
        when text is null then problem('time', '', 'is empty')
        when instant is null and is_leap_second(text) then
            problem('time', text, 'is a leap second, which no billing day has')
        when instant is null and is_date_time(text) and to_timestamp_text(text) is not null then
            problem('time', text, local_time_reason(to_timestamp_text(text)))
        when instant is null then problem('time', text, 'is not a real time')
        when instant < timestamp '2000-01-01' or instant >= timestamp '2100-01-01' then
            problem('time', text, 'is not between the years 2000 and 2100')
        when instant >= getvariable('accepted_until') then
            problem('time', text, future_reason())
        else no_problem()
    end;

-- True if a text has no visible character.
create or replace temp macro is_blank(text) as
    regexp_full_match(text, '[\s\p{Z}\x{85}\x{115F}\x{1160}\x{180E}\x{200B}-\x{200F}\x{2060}\x{3164}\x{FEFF}\x{FFA0}]+');

-- True if a text is blank, or a word that programs write for a missing id. Few ids are as long as such a word or begin
-- like a blank; only these are compared.
create or replace temp macro stands_for_no_id(text) as
    case
        when
            case
                when list_contains(getvariable('empty_id_lengths'), strlen(text)) then
                    list_contains(getvariable('empty_ids'), lower(text))
                else false
            end
            then true
        when text > chr(127) then
            case when text between chr(19968) and chr(64255) then false else is_blank(text) end
        else false
    end;

-- True if a login with this result succeeded.
create or replace temp macro is_success_word(text) as
    case
        when list_contains(getvariable('success_words'), coalesce(text, '')) then true
        else list_contains(getvariable('success_words'), lower(trim(coalesce(text, ''))))
    end;

-- Problem of an id, or null.
create or replace temp macro id_problem(column_name, text) as
    case
        when text is null then problem(column_name, '', 'is empty')
        when contains(text, chr(10)) or contains(text, chr(13)) then
            problem(column_name, text, 'holds a line break')
        when contains(text, chr(0)) then
            problem(column_name, text, 'holds a NUL byte')
        when is_blank(text) then problem(column_name, text, 'is blank')
        when strlen(text) > 16384 then
            problem(column_name, text, 'is longer than 16384 bytes')
        else no_problem()
    end;

-- Problem of the id of a user or a group, or null.
create or replace temp macro own_id_problem(column_name, text) as
    coalesce(
        id_problem(column_name, text),
        case
            when stands_for_no_id(trim(text, E' \t')) then
                problem(column_name, text, 'is a word for an id that is missing')
            else no_problem()
        end
    );

-- True if an id has no problem, decided quickly. An id with a space or tab inside needs a closer look. Without such
-- bytes in the file there is nothing to look for.
create or replace temp macro is_plain_id(text) as
    text is not null
    and (
        cast(getvariable('is_free_of_blanks') as boolean)
        or strlen(text) <= 16384
        and not (
            contains(text, ' ')
            or contains(text, chr(9))
            or contains(text, chr(10))
            or contains(text, chr(13))
            or contains(text, chr(0))
        )
    );

-- True if an app id has no problem. One with a character beyond ASCII needs a closer look.
create or replace temp macro is_plain_app_id(text) as
    is_plain_id(text)
    and (cast(getvariable('is_free_of_blanks') as boolean) or strlen(text) = length(text));

-- True if an instant has no problem.
create or replace temp macro is_plain_instant(instant) as
    instant >= timestamp '2000-01-01' and instant < getvariable('accepted_until');

-- First character of an app id that cannot be seen; empty if there is none.
create or replace temp macro unseen_character(text) as
    regexp_extract(text, '^[\p{Z}\p{Cf}\p{Cc}]|[\p{Z}\p{Cf}\p{Cc}]$|[\x{200B}\x{FEFF}]');

create or replace temp macro app_id_problem(text) as
    case
        when text is not null and trim(text, E' \t') <> text then
            problem('app_id', text, 'begins or ends with a space')
        when unseen_character(text) <> '' then
            problem(
                'app_id',
                text,
                'holds the invisible character U+' || format('{:04X}', unicode(unseen_character(text)))
            )
        else id_problem('app_id', text)
    end;

-- True if a text is a plain number of at most 18 digits, with at most so many decimals. As a decimal of 18 digits it is
-- read many times as fast as a longer one.
create or replace temp macro has_few_digits(text, decimals) as
    case decimals
        when 3 then regexp_full_match(text, '\d{1,15}(\.\d{1,3})?')
        when 6 then regexp_full_match(text, '\d{1,12}(\.\d{1,6})?')
        when 9 then regexp_full_match(text, '\d{1,9}(\.\d{1,9})?')
    end;

-- Microseconds of the instant at which the local day of an instant begins, or of another local midnight. Slots are
-- counted from it, so that none holds two days.
create or replace temp macro local_midnight(instant) as
    case
        when getvariable('billing_offset_minutes') is not null then
            -60000000 * cast(getvariable('billing_offset_minutes') as bigint)
        else
            epoch_us(
                timezone(
                    cast(getvariable('billing_zone') as varchar), cast(billing_day(instant) as timestamp)
                )
            )
    end;

create or replace temp macro slot_microseconds() as
    cast(getvariable('slot_seconds') as bigint) * 1000000;

-- Start of the slot that an instant lies in. If midnight comes twice, the instant may be before the midnight that
-- slots are counted from.
create or replace temp macro slot_start(instant) as
    make_timestamp(
        epoch_us(instant)
        - ((epoch_us(instant) - local_midnight(instant)) % slot_microseconds() + slot_microseconds())
        % slot_microseconds()
    );

-- A whole number times 2^places, as Spark calls it.
create or replace temp macro shiftleft(number, places) as
    cast(number as integer) << cast(places as integer);
