-- Functions of the staging queries: text of a delivered line → instant, billing day, problem; and one that
-- metrics share with Spark.
-- Reads the variables is_free_of_blanks (whether no id of the file holds a blank, line break or NUL, or is too long),
-- accepted_until (instants from it on are rejected), success_words, empty_ids and empty_id_lengths (words in lower
-- case; lengths in bytes of ids to compare with them), slot_seconds, billing_zone and billing_offset_minutes
-- (null where the zone's offset from UTC changes over the years). And of the zone of local times:
-- source_zone (null where there is none), source_offset_minutes, source_change_days (local days on which its
-- clocks are turned), source_missing_times and source_repeated_times (lists of since and until, local times).

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

-- Whether a local time lies within one of the spans.
create or replace temp macro is_within(local_time, spans) as
    len(list_filter(spans, lambda span: local_time >= span.since and local_time < span.until)) > 0;

-- Local time of the source's zone → instant in UTC; null where the clocks skip it, or show it twice.
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
            local_to_instant(to_timestamp_text(text))
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

-- What speaks against a text that is not the number it must be; one that is only too long says how long it may be.
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

-- What was found to speak against a line.
create or replace temp macro told_problem(found) as found;

-- Stands for it where files are read on the supposition that no line needs a closer look: then what finds a
-- problem is left out, as these many expressions cost more than a small file's rows.
create or replace temp macro untold_problem(found) as error('a line needs a closer look');

-- Why a local time has no instant.
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

-- Regeneration from the files reads the instant in it, to judge them as they were judged then.
create or replace temp macro future_reason() as
    'is in the future: ' || strftime(getvariable('accepted_until'), '%Y-%m-%dT%H:%M:%SZ')
    || ' was the end of what rejects.max_future accepts when the file was loaded';

-- Whether a text is the second that is put in at the end of some Junes and Decembers, in UTC.
create or replace temp macro is_leap_second(text) as
    regexp_full_match(text, '.{17}60.*')
    and strftime(to_instant_by_parts(replace(text, ':60', ':59')), '%m-%d %H:%M:%S')
    in ('06-30 23:59:59', '12-31 23:59:59');

-- What speaks against a time; null where nothing does.
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

-- Whether a text is made of nothing that can be seen.
create or replace temp macro is_blank(text) as
    regexp_full_match(text, '[\s\p{Z}\x{85}\x{115F}\x{1160}\x{180E}\x{200B}-\x{200F}\x{2060}\x{3164}\x{FEFF}\x{FFA0}]+');

-- Whether a text is a word that programs write for an id that is not there, or blank. Few ids are as long as
-- such a word, and few begin as a blank does: the others are not compared.
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

-- Whether a login with such a result succeeded.
create or replace temp macro is_success_word(text) as
    case
        when list_contains(getvariable('success_words'), coalesce(text, '')) then true
        else list_contains(getvariable('success_words'), lower(trim(coalesce(text, ''))))
    end;

-- What speaks against an id; null where nothing does.
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

-- What speaks against the id of a user or a group.
create or replace temp macro own_id_problem(column_name, text) as
    coalesce(
        id_problem(column_name, text),
        case
            when stands_for_no_id(trim(text, E' \t')) then
                problem(column_name, text, 'is a word for an id that is missing')
            else no_problem()
        end
    );

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
    instant >= timestamp '2000-01-01' and instant < getvariable('accepted_until');

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

-- Microseconds of the instant at which the local day of an instant begins, or of another local midnight: slots
-- are counted from it, so that none holds two days.
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

-- Start of the slot that an instant lies in. Where midnight comes twice, an instant may be before the one that is
-- counted from.
create or replace temp macro slot_start(instant) as
    make_timestamp(
        epoch_us(instant)
        - ((epoch_us(instant) - local_midnight(instant)) % slot_microseconds() + slot_microseconds())
        % slot_microseconds()
    );

-- A whole number times 2^places, as Spark calls it.
create or replace temp macro shiftleft(number, places) as
    cast(number as integer) << cast(places as integer);
