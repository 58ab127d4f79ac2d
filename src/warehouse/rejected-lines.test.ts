import { describe, expect, it } from 'vitest';
import { Database } from '../duckdb/duckdb.ts';
import { describeRefusedLines } from './rejected-lines.ts';
import { createTables } from './schema.ts';

describe('describeRefusedLines', () => {
  it('says a reason that many lines share once, with the setting that would mend it', async () => {
    const database = await Database.open({ threads: 1 });
    await createTables(database);
    await database.run(`insert into rejects (batch_id, source, path, line_number, column_name, value, reason)
      select null, 'logins', 'logs/a.csv', number, 'time', '2026/9/1 8:0' || (number % 10), 'is not a real time'
      from range(2, 80002) as numbers(number)`);
    await database.run(`insert into rejects (batch_id, source, path, line_number, column_name, value, reason)
      values (null, 'logins', 'logs/a.csv', 90000, '', 'x', 'has 1 fields where the header has 3')`);
    const counts = { rejected: 80_001, accepted: 0 };
    expect(
      await describeRefusedLines(database, { source: 'logins', path: 'logs/a.csv', counts }),
    ).toBe(
      'logs/a.csv, 80,000 lines, the first is line 2: time is "2026/9/1 8:02", not a real time.\n' +
        'Accepted: RFC 3339 with an offset, or seconds or milliseconds since the epoch.\n' +
        'In the source, set time_format: YYYY/M/D H:mm and time_zone:, such as Asia/Shanghai.\n' +
        'logs/a.csv, line 90000: has 1 fields where the header has 3: "x".\n' +
        'Correct the line and deliver the file again, or allow it with rejects.max_share in imbill.yaml.',
    );
    database.close();
  });

  it('says a key that no line has once', async () => {
    const database = await Database.open({ threads: 1 });
    await createTables(database);
    await database.run(`insert into rejects (batch_id, source, path, line_number, column_name, value, reason)
      select null, 'logins', 'logs/a.ndjson', number, 'user_id', '', 'is empty' from range(1, 11) as numbers(number)`);
    const file = {
      source: 'logins',
      path: 'logs/a.ndjson',
      counts: { rejected: 10, accepted: 0 },
    } as const;
    const entry = {
      kind: 'logins',
      files: [],
      columns: { user_id: 'uid' },
      constants: {},
      delimiter: ',',
    } as const;
    expect(await describeRefusedLines(database, file, { ...entry, files: [] })).toBe(
      'logs/a.ndjson, 10 lines, the first is line 1: user_id is empty.\n' +
        'Accepted: a user id (text), no blanks; empty_ids of the source names the words that stand for none.\n' +
        'No line has uid. Say where it is with columns: { user_id: … } in the source; imbill sources try FILE lists the keys.\n' +
        'Correct the line and deliver the file again, or allow it with rejects.max_share in imbill.yaml.',
    );
    database.close();
  });
});
