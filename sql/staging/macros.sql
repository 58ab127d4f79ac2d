-- Functions of the staging queries: text of a delivered line → instant, billing day, problem; and one that
-- metrics share with Spark.
-- Reads the variables source_zone (a zone for local times, or null), is_free_of_blanks (whether no id
-- of the file holds a blank, line break or NUL, or is too long), billing_zone and billing_offset_minutes (null where the
-- zone's offset from UTC changes over the years).

-- Pattern of RFC 3339 without its offset.
create or replace temp macro is_date_time(text) as
    regexp_full_match(text, '\d{4}-\d{2}-\d{2}[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?');

-- The same with an offset; the seconds of a day never reach 24:00:00.
create or replace temp macro is_rfc_3339(text) as
    regexp_full_match(
        text,
        '\d{4}-\d{2}-\d{2}[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)'
    );

-- Local date and time → timestamp, cut (not rounded) to microseconds; null where there is no such day.
create or replace temp macro to_timestamp_text(text) as
    try_cast(upper(substring(text, 1, 26)) as timestamp);

create or replace temp macro offset_minutes(text) as
    (case when substring(text, -6, 1) = '-' then -1 else 1 end)
    * (60 * cast(substring(text, -5, 2) as integer) + cast(substring(text, -2, 2) as integer));

-- A delivered time of one of the forms accepted → instant in UTC, step by step; null where it is none.
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
            timezone('UTC', timezone(cast(getvariable('source_zone') as varchar), to_timestamp_text(text)))
    end;

-- Whether a text has one of the usual forms of this century: with seconds, milliseconds or microseconds
-- and an offset of few whole hours, nothing that a cast would round. Told by its separators alone: whatever
-- else stands between them a cast refuses, but for blanks before the hour, the hour 24, and a second
-- of one digit before a point.
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

-- A delivered time → instant in UTC; null where it is none. What DuckDB's own cast reads exactly, it reads.
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

create or replace temp macro no_problem() as
    cast(null as struct(column_name varchar, value varchar, reason varchar));

-- What was found to speak against a line.
create or replace temp macro told_problem(found) as found;

-- Stands for it where files are read on the supposition that no line needs a closer look: then what finds a
-- problem is left out, as these many expressions cost more than a small file's rows.
create or replace temp macro untold_problem(found) as error('a line needs a closer look');

-- What speaks against a time; null where nothing does.
create or replace temp macro time_problem(text, instant) as
    case
        when text is null then problem('time', '', 'is empty')
        when instant is null and is_date_time(text) and to_timestamp_text(text) is not null then
            problem('time', text, 'is a local time without an offset')
        when instant is null then problem('time', text, 'is not a real time')
        when instant < timestamp '2000-01-01' or instant >= timestamp '2100-01-01' then
            problem('time', text, 'is not between the years 2000 and 2100')
        else no_problem()
    end;

-- What speaks against an id; null where nothing does.
create or replace temp macro id_problem(column_name, text) as
    case
        when text is null then problem(column_name, '', 'is empty')
        when contains(text, chr(10)) or contains(text, chr(13)) then
            problem(column_name, text, 'holds a line break')
        when contains(text, chr(0)) then
            problem(column_name, text, 'holds a NUL byte')
        when strlen(text) > 16384 then
            problem(column_name, text, 'is longer than 16384 bytes')
        else no_problem()
    end;

-- Whether nothing speaks against an id, told quickly; one with a space or tab inside needs a closer look.
-- Where the bytes of the file were seen to hold none of these, nothing need be looked for.
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

-- The same of an app id: one with a character beyond ASCII needs a closer look.
create or replace temp macro is_plain_app_id(text) as
    is_plain_id(text)
    and (cast(getvariable('is_free_of_blanks') as boolean) or strlen(text) = length(text));

-- Whether nothing speaks against an instant.
create or replace temp macro is_plain_instant(instant) as
    instant >= timestamp '2000-01-01' and instant < timestamp '2100-01-01';

-- The first character by which an app id only looks like another one; empty where there is none.
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

-- Whether a text is a plain number of 18 digits at most, of which so many stand behind the point at most: as a
-- decimal of 18 digits it is read many times as fast as a longer one.
create or replace temp macro has_few_digits(text, decimals) as
    case decimals
        when 3 then regexp_full_match(text, '\d{1,15}(\.\d{1,3})?')
        when 6 then regexp_full_match(text, '\d{1,12}(\.\d{1,6})?')
        when 9 then regexp_full_match(text, '\d{1,9}(\.\d{1,9})?')
    end;

-- Start of the slot that an instant lies in; slots are counted from midnight UTC.
create or replace temp macro slot_start(instant) as
    make_timestamp(
        epoch_us(instant) - epoch_us(instant) % (getvariable('slot_seconds') * 1000000)
    );

-- A whole number times 2^places, as Spark calls it.
create or replace temp macro shiftleft(number, places) as
    cast(number as integer) << cast(places as integer);
