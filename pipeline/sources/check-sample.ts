import { UserError } from '../../src/base/errors.ts';
import { type Database, quoted } from '../../src/duckdb/duckdb.ts';
import { verifyDelivery } from '../../src/intake/bytes/verify-delivery.ts';
import type { GuessedText } from '../../src/intake/guess/guess-text.ts';
import { settingThatMends } from '../../src/intake/guess/mend-rejects.ts';
import { checkFile } from '../../src/intake/records/check-file.ts';
import { fileOfSource } from '../../src/intake/records/file-of-source.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import { prepareStaging } from '../../src/intake/records/staging-variables.ts';
import type { TriedLine, TriedRejects, TriedSource } from '../../src/jobs/try-source.ts';
import type { SourceKind } from '../../src/metrics/source-kinds.ts';

/** Lines that are shown. */
const shownLines = 5;
/** Reasons that are told. */
const mostReasons = 20;

/** A sample of a file, and how it is read. */
export interface Sample {
  source: SourceSettings;
  path: string;
  /** Folder for copies. */
  folder: string;
  /** Name that tells its format. */
  plainName: string;
  text?: GuessedText;
  timezone: string;
  slotSeconds: number;
  /** End of the times that are accepted; absent = all are. */
  acceptedUntil?: string | undefined;
}

/** Reads a sample as a load does, and tells what becomes of its lines. */
export async function checkSample(
  database: Database,
  { source, path, folder, plainName, text, timezone, slotSeconds, acceptedUntil }: Sample,
): Promise<Pick<TriedSource, 'counts' | 'first_lines' | 'rejects' | 'refused'>> {
  await prepareStaging(database, { timezone, slotSeconds, acceptedUntil });
  try {
    const file = fileOfSource(source, plainName);
    const delivery = await verifyDelivery({ ...file, path, scratchDir: folder });
    const { counts } = await checkFile(database, delivery, source);
    const raw = rawLines(text);
    return {
      counts,
      first_lines: await firstLines(database, { kind: source.kind, timezone, raw }),
      rejects: await groupedRejects(database, source, counts.accepted === 0),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { first_lines: [], rejects: [], refused: error.message };
  }
}

/** Returns the lines of a text, or the entries of a document, by number from 1. */
function rawLines(text: GuessedText | undefined): (lineNumber: number) => string {
  if (text === undefined) return () => '';
  if (text.format !== 'json') {
    const lines = text.text.replace(/^\ufeff/, '').split(/\r?\n/);
    return (number) => lines[number - 1] ?? '';
  }
  return () => '';
}

interface Shown {
  kind: SourceKind;
  timezone: string;
  raw: (lineNumber: number) => string;
}

async function firstLines(
  database: Database,
  { kind, timezone, raw }: Shown,
): Promise<TriedLine[]> {
  const values = Object.entries(shownColumns(timezone)[kind]);
  const selected = values.map(
    ([name, expression]) => `cast(${expression} as varchar) as "${name}"`,
  );
  const rows = await database.rows<Record<string, string | null>>(
    `with judged as (
       select cast(line_number as varchar) as line_number, null as problem_column, null as problem_value,
         null as reason, cast(is_ignored as varchar) as is_ignored, ${selected.join(', ')}
       from checked as line
       where problem is null and not (is_ignored and exists (
         from checked as other
         where other.line_number = line.line_number and not other.is_ignored and other.problem is null
       ))
       union all
       select cast(line_number as varchar), column_name, value, reason, 'false', ${values.map(() => 'null').join(', ')}
       from rejected
     )
     select * from judged order by cast(line_number as bigint) limit ${shownLines}`,
  );
  return rows.map((row) => {
    const line = { line_number: Number(row['line_number']), raw: raw(Number(row['line_number'])) };
    if (row['reason'] != null)
      return {
        ...line,
        problem: {
          column: row['problem_column'] ?? '',
          value: row['problem_value'] ?? '',
          reason: row['reason'],
        },
      };
    if (row['is_ignored'] === 'true') return line;
    const pairs = values.flatMap(([name]): [string, string][] =>
      row[name] == null ? [] : [[name, row[name]]],
    );
    return { ...line, values: Object.fromEntries(pairs) };
  });
}

/** Returns the columns that are shown of each kind: name → SQL over `checked`. */
function shownColumns(timezone: string): Readonly<Record<SourceKind, Record<string, string>>> {
  const local = (instant: string) =>
    `strftime(timezone(${quoted(timezone)}, timezone('UTC', ${instant})), '%Y-%m-%d %H:%M:%S')`;
  return {
    logins: {
      time: local('logged_in_at'),
      app_id: 'app_id',
      user_id: 'user_id',
      result: 'result',
      login: "case when is_success then 'succeeded' else 'failed' end",
    },
    bandwidth: {
      time: local('measured_at'),
      app_id: 'app_id',
      region: 'region',
      node: 'node',
      mbps: 'mbps',
      bytes: 'bytes',
      bps: 'bps',
    },
    groups: {
      time: local('occurred_at'),
      app_id: 'app_id',
      group_id: 'group_id',
      event: 'event',
      group_type: 'group_type',
    },
    daily: {
      date: 'usage_date',
      app_id: 'app_id',
      metric: 'metric',
      value: "rtrim(rtrim(cast(quantity as varchar), '0'), '.')",
    },
  };
}

async function groupedRejects(
  database: Database,
  source: SourceSettings,
  isAll: boolean,
): Promise<TriedRejects[]> {
  const rows = await database.rows<
    Record<'column_name' | 'reason' | 'value', string | null> & Record<'lines' | 'first', bigint>
  >(`select column_name, reason, count(*) as lines, min(line_number) as first,
       arg_min(value, line_number) as value
     from rejected group by column_name, reason order by lines desc, first limit ${mostReasons}`);
  return rows.map(({ column_name, reason, value, lines, first }) => {
    const group = {
      column: column_name ?? '',
      reason: reason ?? '',
      lines: Number(lines),
      first_line: Number(first),
      value: value ?? '',
    };
    const setting = settingThatMends(group, source, isAll);
    return { ...group, ...(setting !== undefined && { setting }) };
  });
}
