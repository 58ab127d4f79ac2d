import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { Database } from '../../src/duckdb/duckdb.ts';
import { parquetRows } from '../../src/duckdb/file-rows.ts';
import { type GuessedSource, guessSource } from '../../src/intake/guess/guess-source.ts';
import { type GuessedText, guessText } from '../../src/intake/guess/guess-text.ts';
import { keysOf, type SeenColumns, seenColumns } from '../../src/intake/guess/seen-columns.ts';
import { presetOf } from '../../src/intake/records/presets.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import type { JobContext } from '../../src/jobs/job-context.ts';
import type { TriedSource, TryOptions } from '../../src/jobs/try-source.ts';
import { parseSettings, readSettings, type Settings } from '../../src/workspace/settings.ts';
import { acceptedUntil } from '../effects/workers.ts';
import { checkSample } from './check-sample.ts';
import { type FileStart, globFor, readFileStart } from './read-file-start.ts';
import { settingsText } from './settings-text.ts';

const defaultZone = 'Asia/Shanghai';

/**
 * Reads the start of a file by guessed settings, or by those of an entry of imbill.yaml, and tells what would become
 * of it. Nothing is written but a copy in the system's folder for temporary files, which is removed.
 *
 * @throws {UserError} (exit 2 or 3) If the file cannot be read, or there is no such entry.
 */
export async function trySource(
  { workspace }: Pick<JobContext, 'workspace'>,
  { file, source: wanted, kind }: TryOptions,
  now: () => number,
): Promise<TriedSource> {
  const settings = await settingsOf(workspace.settings, wanted !== undefined);
  const path = resolve(file);
  const start = await readFileStart(path);
  const folder = await mkdtemp(join(tmpdir(), 'imbill-try-'));
  const database = await Database.open({ threads: 1 });
  try {
    const text = start.told === 'parquet' ? undefined : guessText(start.bytes, start.told);
    const sample = join(folder, 'sample');
    await writeFile(sample, wholeLines(start, text));
    const seen = text === undefined ? await parquetColumns(database, sample) : seenColumns(text);
    const { timezone = defaultZone } = settings ?? {};
    const isUntold = text !== undefined && text.format !== start.told;
    const files = globFor(path, workspace.root);
    const guess = guessSource({ ...seen, ...(text && { text }), isUntold, files, timezone }, kind);
    const yaml = settingsText(guess);
    const source =
      wanted === undefined ? parseSettings(yaml).sources[0]! : entryOf(settings!, wanted);
    const { maxFutureHours, slotSeconds } = settings ?? parseSettings(yaml);
    const judged = await checkSample(database, {
      ...{ source, path: sample, folder, plainName: start.plainName, ...(text && { text }) },
      ...{ timezone, slotSeconds: source.slotSeconds ?? slotSeconds },
      acceptedUntil: acceptedUntil({ settings: { maxFutureHours }, now }),
    });
    return {
      file: relative(process.cwd(), start.name) || start.name,
      other_files: start.others,
      kind: source.kind,
      form: formOf(source, start, text),
      ...columnsOf(wanted === undefined ? guess : undefined, source, seen),
      is_whole: start.isWhole,
      ...judged,
      to_check: wanted === undefined ? guess.toCheck : [],
      ...(wanted === undefined && { settings: yaml }),
    };
  } finally {
    database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads the settings of the workspace; undefined if there is none, or they do not matter and are wrong. */
async function settingsOf(path: string, isNeeded: boolean): Promise<Settings | undefined> {
  return readSettings(path).catch((error: unknown) => {
    if (isNeeded) throw error;
    return undefined;
  });
}

/** Finds an entry by its kind, and its number from 1 among those of the kind. */
function entryOf({ sources }: Settings, wanted: string): SourceSettings {
  const [, kind, number = '1'] = /^([a-z]+)(?:\.(\d+))?$/.exec(wanted) ?? [];
  const found = sources.filter((source) => source.kind === kind)[Number(number) - 1];
  if (found !== undefined && found.table === undefined) return found;
  const names = sources.map(
    (source, index) =>
      `${source.kind}.${sources.slice(0, index + 1).filter((one) => one.kind === source.kind).length}`,
  );
  throw new UserError(
    `--source ${JSON.stringify(wanted)} is no entry of files in imbill.yaml.\nAccepted: ${names.join(', ')}.`,
    exitCodes.wrongUsage,
  );
}

/** Returns the start of a text up to its last whole line. */
function wholeLines({ bytes, isWhole }: FileStart, text: GuessedText | undefined): Buffer {
  if (isWhole || text === undefined || text.format === 'json') return bytes;
  const isWide = text.encoding.startsWith('utf-16');
  const even = bytes.length - (bytes.length % 2);
  if (!isWide) return bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
  for (let at = even - 2; at > 0; at -= 2)
    if (bytes[at]! + bytes[at + 1]! === 0x0a && bytes[at]! * bytes[at + 1]! === 0)
      return bytes.subarray(0, at + 2);
  return bytes.subarray(0, even);
}

/** Lists the columns of a Parquet file, with some of their values as text. */
async function parquetColumns(database: Database, path: string): Promise<SeenColumns> {
  const rows = await database.rows<{ record: string }>(
    `select cast(to_json(record) as varchar) as record from ${parquetRows(path)} as record limit 1000`,
  );
  return keysOf(rows.map(({ record }) => JSON.parse(record) as unknown));
}

function formOf(
  source: SourceSettings,
  { told }: FileStart,
  text: GuessedText | undefined,
): TriedSource['form'] {
  const format = source.format ?? told ?? text?.format ?? 'parquet';
  const delimiter = text?.delimiter ?? source.delimiter;
  return {
    format,
    encoding: source.encoding ?? 'utf-8',
    ...(format === 'csv' && { delimiter }),
    ...(source.timeFormats !== undefined && { time_format: source.timeFormats.join(' or ') }),
    ...(source.timeZone !== undefined && { time_zone: source.timeZone }),
  };
}

/** Tells which columns are read, by the guess or by the entry. */
function columnsOf(
  guess: GuessedSource | undefined,
  source: SourceSettings,
  { columns: seen }: SeenColumns,
): Pick<TriedSource, 'columns' | 'other_columns'> {
  const ofPreset = Object.entries(presetOf(source)?.columns ?? {}).map(
    ([name, paths]) => [name, paths[0]!] as const,
  );
  const columns = guess?.columns ?? { ...Object.fromEntries(ofPreset), ...source.columns };
  const used = new Set(Object.values(columns));
  const others = seen.map(({ path }) => path).filter((path) => !used.has(path));
  return { columns, other_columns: others };
}
