import { describe, expect, it } from 'vitest';
import type { TableSource } from '../../intake/records/table-sources.ts';
import { textLiteral } from './text-literal.ts';
import { type TableColumn, typeColumns } from './typed-columns.ts';

const utc = { zoneMinutes: undefined, sparkVersion: '4.3.0' };
const source = (kind: TableSource['kind'], more: Partial<TableSource> = {}): TableSource => ({
  ...{ kind, files: [], table: 'im.t', columns: {}, constants: {}, delimiter: ',' },
  ...more,
});
const columns = (types: Record<string, string>): TableColumn[] =>
  Object.entries(types).map(([name, type]) => ({ name, type }));

describe('typeColumns', () => {
  const logins = { time: 'timestamp', app_id: 'string', user_id: 'bigint' };

  it('maps by columns: or by name, and leaves the column of a constant alone', () => {
    const given = source('logins', { columns: { time: 'at' }, constants: { app_id: 'a1' } });
    const { mapping, selected } = typeColumns(
      given,
      columns({ at: 'timestamp', app_id: 'double', user_id: 'bigint', other: 'map<string,int>' }),
      utc,
    );
    expect(mapping).toEqual({
      time: { name: 'at', type: 'timestamp' },
      user_id: { name: 'user_id', type: 'bigint' },
    });
    expect(selected).toContain("'a1' as `app_id`");
  });

  it('names a missing column, and one that is almost the same', () => {
    expect(() =>
      typeColumns(source('logins'), columns({ ...logins, userid: 'int', user_id: 'int' }), utc),
    ).not.toThrow();
    const given = columns({ time: 'timestamp', app_id: 'string', userid: 'string' });
    expect(() => typeColumns(source('logins'), given, utc)).toThrow(
      'table://im.t: there is no column "user_id" (did you mean "userid"?); found: "time", "app_id", "userid".\nAccepted: time, app_id, user_id, result (optional), platform (optional), client_ip (optional).\nMap the names with columns: in the source of logins in imbill.yaml.',
    );
  });

  it.each([
    ['app_id', 'double', 'cast(app_id as string) as app_id'],
    ['app_id', 'boolean', 'cast(app_id as string) as app_id'],
    ['user_id', 'binary', 'cast(user_id as string) as user_id'],
    ['time', 'array<timestamp>', 'cast(time as string) as time'],
  ])('refuses %s of the type %s', (name, type, cast) => {
    expect(() => typeColumns(source('logins'), columns({ ...logins, [name]: type }), utc)).toThrow(
      `table://im.t: column "${name}" is of the type ${type}, which cannot hold ${name} exactly.\nAccepted: string or whole numbers for ids, string, whole numbers, timestamp or timestamp_ntz for times, string or decimal for measures.\nWrite a select that casts it, such as: select ${cast}, ….`,
    );
  });

  it('refuses a floating-point measure', () => {
    const given = columns({ time: 'timestamp', app_id: 'string', mbps: 'double' });
    expect(() => typeColumns(source('bandwidth'), given, utc)).toThrow(
      'column "mbps" is of the type double',
    );
  });

  it('refuses a local time without a zone, and takes its offset off with one', () => {
    const given = columns({ ...logins, time: 'timestamp_ntz' });
    expect(() => typeColumns(source('logins'), given, utc)).toThrow(
      'table://im.t: column "time" is of the type timestamp_ntz, a local time without an offset.\nAccepted: timestamp, or timestamp_ntz with the time_zone of the source.\nSet time_zone of the source in imbill.yaml, such as Etc/UTC or Asia/Shanghai.',
    );
    const { selected } = typeColumns(source('logins'), given, { ...utc, zoneMinutes: 480 });
    expect(selected[0]).toBe('`time` - make_dt_interval(0, 0, 480, 0) as instant');
  });

  it('quotes names, so that none can be SQL', () => {
    const given = source('logins', { columns: { user_id: 'u`) -- ' } });
    const { selected } = typeColumns(given, columns({ ...logins, 'u`) -- ': 'string' }), utc);
    expect(selected).toContain("nullif(cast(`u``) -- ` as string), '') as `user_id`");
  });
});

describe('textLiteral', () => {
  it('writes quotes and backslashes so that no setting of the parser matters', () => {
    expect(textLiteral('a1')).toBe("'a1'");
    expect(textLiteral("O'Brien")).toBe("cast(X'4f27427269656e' as string)");
    expect(textLiteral('\\N')).toBe("cast(X'5c4e' as string)");
  });
});
