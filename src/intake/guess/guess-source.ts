import { kindTable, type SourceKind, sourceKinds } from '../../metrics/source-kinds.ts';
import { presets } from '../records/presets.ts';
import { guessedColumns, matchColumns, metricNames, type SeenColumn } from './column-names.ts';
import type { GuessedText } from './guess-text.ts';
import { type GuessedTimes, guessDays, guessTimes } from './guess-times.ts';
import { guessEvents, guessRegions, guessSuccess, type WordMap } from './guess-words.ts';
import type { SeenColumns } from './seen-columns.ts';

/** An entry of `sources:` and its preset, as imbill.yaml has them. */
export interface GuessedSource {
  kind: SourceKind;
  entry: Record<string, unknown>;
  /** A preset of the workspace, where the entry needs one. */
  preset?: Record<string, unknown>;
  /** Canonical column → name or path in the file. */
  columns: Record<string, string>;
  times?: GuessedTimes;
  /** Things that a person must check or add, one sentence each. */
  toCheck: string[];
}

/** Names, texts and types that are known of a file. */
export interface SeenFile extends SeenColumns {
  /** How its text is written; absent for Parquet. */
  text?: GuessedText;
  /** True if the extension does not tell the format, or tells another one. */
  isUntold: boolean;
  /** Globs of the entry. */
  files: string;
  /** Zone of local times. */
  timezone: string;
}

/** Name of the guessed preset. */
export const guessedPreset = 'my-log';
/** Stands for an app id that the file does not hold. */
export const unknownApp = 'YOUR_APP_ID';

/**
 * Guesses the settings of a source from what a file holds.
 *
 * @param kind Kind of log; guessed where absent.
 */
export function guessSource(file: SeenFile, kind?: SourceKind): GuessedSource {
  const builtIn = builtInPreset(file, kind);
  if (builtIn !== undefined) return ofBuiltIn(file, builtIn);
  const found = (kind === undefined ? sourceKinds : [kind])
    .map((one) => ({ kind: one, ...columnsOf(one, file) }))
    .toSorted((a, b) => b.score - a.score)[0]!;
  const time = found.columns.has('time') ? undefined : timeByValues(found, file.columns);
  if (time !== undefined) found.columns.set('time', time);
  const guess: GuessedSource = {
    kind: found.kind,
    entry: textKeys(file),
    columns: Object.fromEntries([...found.columns].map(([name, { path }]) => [name, path])),
    toCheck: time === undefined ? [] : [`${time.path} is taken as time, as its values are times.`],
  };
  addTimes(guess, found.columns, file);
  addMissing(guess, found);
  addUntoldResult(guess, file);
  addRules(guess, found, file);
  return guess;
}

/** Returns the keys that say where files are and how their text is written. */
function textKeys({ files, text, isUntold }: SeenFile): Record<string, unknown> {
  const { format, encoding = 'utf-8', delimiter = ',' } = text ?? {};
  const isTold = files.toLowerCase().includes('.tsv') && delimiter === '\t';
  return {
    files,
    ...(isUntold && { format }),
    ...(encoding !== 'utf-8' && { encoding }),
    ...(delimiter !== ',' && !isTold && { delimiter }),
  };
}

/** The columns of a kind that a file has. */
interface FoundColumns {
  kind: SourceKind;
  columns: Map<string, SeenColumn>;
  /** Metrics that have a column each. */
  metrics: Map<string, SeenColumn>;
  /** How well they tell the kind. */
  score: number;
}

/** Columns that tell a kind, each with its weight. */
const telling: Readonly<Record<SourceKind, Readonly<Record<string, number>>>> = {
  logins: { user_id: 2, time: 1 },
  bandwidth: { mbps: 4, bps: 4, bytes: 2, time: 1 },
  groups: { group_id: 3, event: 1, time: 1 },
  daily: { date: 2, metric: 1, value: 1 },
};

function columnsOf(kind: SourceKind, { columns: seen }: SeenFile): Omit<FoundColumns, 'kind'> {
  const hasRows = seen.some(({ values }) => values.some((value) => value !== ''));
  const columns = matchColumns(guessedColumns[kind], seen, hasRows ? mayHold : () => true);
  const rest = seen.filter((column) => ![...columns.values()].includes(column));
  const isPair = columns.has('metric') && columns.has('value');
  const metrics =
    kind === 'daily' && !isPair
      ? matchColumns(Object.keys(metricNames), rest, () => true, metricNames)
      : new Map<string, SeenColumn>();
  const weights = Object.entries(telling[kind]).map(([name, weight]) =>
    columns.has(name) ? weight : 0,
  );
  const score = weights.reduce((sum, weight) => sum + weight, 0) + 2 * metrics.size;
  return { columns, metrics, score };
}

/**
 * Finds the only column whose values are times, whatever its name. Ten digits are not taken as a time, as app ids
 * have as many.
 */
function timeByValues(
  { kind, columns }: FoundColumns,
  seen: readonly SeenColumn[],
): SeenColumn | undefined {
  if (!guessedColumns[kind].includes('time')) return undefined;
  const used = [...columns.values()];
  const found = seen.filter(
    (column) =>
      !used.includes(column) &&
      !column.values.some((value) => /^\d{10}$/.test(value)) &&
      guessTimes(column.values) !== undefined,
  );
  return found.length === 1 ? found[0] : undefined;
}

/** Tells whether values can be times, days or numbers where a column holds them. */
function mayHold(canonical: string, { values }: SeenColumn): boolean {
  const some = values.filter((value) => value !== '').slice(0, 100);
  if (canonical === 'time') return guessTimes(some) !== undefined;
  if (canonical === 'date') return guessDays(some) !== undefined;
  if (['mbps', 'bytes', 'bps', 'flux_mb', 'value'].includes(canonical))
    return some.length > 0 && some.every((value) => /^\d+(\.\d+)?$/.test(value));
  return true;
}

function addTimes(
  guess: GuessedSource,
  columns: ReadonlyMap<string, SeenColumn>,
  { timezone }: SeenFile,
): void {
  const time = columns.get('time');
  const date = columns.get('date');
  const times = time ? guessTimes(time.values) : date && guessDays(date.values);
  if (times === undefined) return;
  guess.times = times;
  const { formats, isLocal, orElse } = times;
  if (formats !== undefined) guess.entry['time_format'] = formats[0];
  if (orElse !== undefined)
    guess.toCheck.push(`${orElse} fits the times as well: say which of them it is.`);
  if (!isLocal) return;
  guess.entry['time_zone'] = timezone;
  guess.toCheck.push(`The times name no offset. ${timezone} is assumed.`);
}

/** Notes the required columns that were not found. */
function addMissing(guess: GuessedSource, { kind, columns, metrics }: FoundColumns): void {
  const isMade = (name: string) => metrics.size > 0 && (name === 'metric' || name === 'value');
  const { delivered, needsOneOf } = kindTable[kind];
  const missing = delivered.filter(
    ({ name, isRequired }) => isRequired && !columns.has(name) && !isMade(name),
  );
  for (const { name } of missing) {
    if (name === 'app_id') {
      guess.entry['constants'] = { app_id: unknownApp };
      guess.toCheck.push(
        `No column looks like app_id. Replace ${unknownApp} by the id of the app.`,
      );
    } else guess.toCheck.push(missingColumn(name));
  }
  if (needsOneOf.length > 0 && !needsOneOf.some((name) => columns.has(name)))
    guess.toCheck.push(missingColumn(needsOneOf[0]!));
}

/** Notes that all logins count, where a column that nothing reads could hold their result. */
function addUntoldResult({ kind, columns, toCheck }: GuessedSource, { columns: seen }: SeenFile) {
  const used = Object.values(columns);
  const isAllRead = seen.every(({ path }) => used.includes(path));
  if (kind !== 'logins' || columns['result'] !== undefined || isAllRead) return;
  toCheck.push('No column looks like result, so every login counts as succeeded.');
}

function missingColumn(name: string): string {
  return `No column looks like ${name}. Name it: columns: { ${name}: … }`;
}

/** Adds what names and words need: keys of the entry, or a preset where these do not suffice. */
function addRules(guess: GuessedSource, found: FoundColumns, file: SeenFile): void {
  const { kind, columns, metrics } = found;
  const words = wordsOf(guess, columns);
  const isUsed = (path: string) => [...columns.values()].some((column) => column.path === path);
  const root = [...columns.values()].some(({ path }) => isBelow(path, file.root)) && file.root;
  const renamed = Object.entries(guess.columns).filter(([name, path]) => name !== path);
  const needsPreset = root || file.list !== undefined || words !== undefined || metrics.size > 0;
  if (!needsPreset) {
    if (renamed.length > 0) guess.entry['columns'] = Object.fromEntries(renamed);
    return;
  }
  const inRoot = (path: string) =>
    root && isBelow(path, root) ? path.slice(root.length + 1) : path;
  guess.entry['preset'] = guessedPreset;
  guess.preset = {
    kind,
    ...(root && { root }),
    ...(file.list !== undefined && { lists: file.list }),
    columns: Object.fromEntries(renamed.map(([name, path]) => [name, inRoot(path)])),
    ...(words !== undefined && { words }),
    ...(metrics.size > 0 && {
      metrics: Object.fromEntries([...metrics].map(([name, { path }]) => [name, inRoot(path)])),
    }),
  };
  for (const [name, { path }] of metrics) if (!isUsed(path)) guess.columns[name] = path;
}

function isBelow(path: string, root: string | undefined): boolean {
  return root !== undefined && path.startsWith(`${root}.`);
}

/** Guesses the words of results, events and regions. */
function wordsOf(
  guess: GuessedSource,
  columns: ReadonlyMap<string, SeenColumn>,
): Record<string, WordMap> | undefined {
  const valuesOf = (name: string) => columns.get(name)?.values ?? [];
  const success = guess.kind === 'logins' ? guessSuccess(valuesOf('result')) : undefined;
  if (success !== undefined) {
    guess.entry['success'] = success;
    guess.toCheck.push(`${success.join(', ')} seems to mean a login that succeeded.`);
  }
  const event = guess.kind === 'groups' ? guessEvents(valuesOf('event')) : undefined;
  if (event !== undefined && Object.values(event).includes('ignore'))
    guess.toCheck.push('Events that are neither created, dismissed nor full are ignored.');
  const region = guess.kind === 'bandwidth' ? guessRegions(valuesOf('region')) : undefined;
  const words = { ...(event && { event }), ...(region && { region }) };
  return Object.keys(words).length === 0 ? undefined : words;
}

/** Finds the built-in preset that reads the records of a file. */
function builtInPreset({ columns }: SeenFile, kind?: SourceKind): string | undefined {
  const has = (...paths: string[]) =>
    columns.some(({ path }) => paths.includes(path.split('.').at(-1) ?? ''));
  const commands = columns
    .filter(({ path, values }) => path.endsWith('CallbackCommand') && values.length > 0)
    .flatMap(({ values }) => values);
  const name = commands.some((value) => value.startsWith('Group.'))
    ? 'group-callbacks'
    : commands.length > 0
      ? 'login-callback'
      : has('Bandwidth') && has('Flux')
        ? 'live-bandwidth'
        : has('LoginUserNum')
          ? 'app-info'
          : undefined;
  if (name === undefined) return undefined;
  return kind === undefined || presets[name]?.kind === kind ? name : undefined;
}

function ofBuiltIn(file: SeenFile, name: string): GuessedSource {
  const { kind, columns } = presets[name]!;
  const found = Object.entries(columns).flatMap(([canonical, paths]): [string, string][] => {
    const [seen] = paths.flatMap((path) =>
      file.columns.filter((one) => `.${one.path}`.endsWith(`.${path}`)),
    );
    return seen === undefined ? [] : [[canonical, seen.path]];
  });
  const guess: GuessedSource = {
    kind,
    entry: { ...textKeys(file), preset: name },
    columns: Object.fromEntries(found),
    toCheck: [],
  };
  const time = file.columns.find(({ path }) => path.endsWith(columns['time']?.[0] ?? '–'));
  const times = time && guessTimes(time.values);
  if (times?.isLocal) {
    guess.entry['time_zone'] = file.timezone;
    guess.toCheck.push(`The times name no offset. ${file.timezone} is assumed.`);
  }
  return guess;
}
