import { z } from 'zod';
import { exitCodes, UserError } from '../base/errors.ts';
import { type FileAccess, fileAccesses } from '../base/file-access.ts';
import { machineMemory } from '../base/machine-memory.ts';
import { defaultRunMegabytes, parseMegabytes } from '../base/memory-size.ts';
import { nearestName } from '../base/nearest-name.ts';
import { readSmallText, refusedFile, type UnfitFile } from '../base/small-file.ts';
import { isZoneName } from '../calendar/zone-names.ts';
import { logFormatProblem } from '../intake/bytes/access-log.ts';
import { textEncodings } from '../intake/bytes/decoded-text.ts';
import { entryFormats } from '../intake/bytes/delivered-format.ts';
import { presetName } from '../intake/records/presets.ts';
import { entryDefaults, type SourceSettings } from '../intake/records/source-settings.ts';
import { timeFormatProblem } from '../intake/records/time-format.ts';
import {
  kindsWithKey,
  kindTable,
  ownKeys,
  type SourceKind,
  sourceKinds,
} from '../metrics/source-kinds.ts';
import type { SparkSettings } from '../spark/spark-settings.ts';
import { parseYaml } from '../yaml/read-yaml.ts';
import { type AnomalySettings, anomaliesSchema, anomalySettingsOf } from './anomaly-settings.ts';
import { type ApprovalRule, approvalSchema } from './approval-settings.ts';
import { type DocumentSettings, documentSettingsOf, documentsSchema } from './document-settings.ts';
import { engineSchema, sparkSettingsOf } from './engine-settings.ts';
import { expectationsOf, expectSchema, refuseUnfitExpectation } from './expect-settings.ts';
import { type FetchSource, fetchSchema, fetchSourcesOf } from './fetch-settings.ts';
import { addLogo, type IssuerSettings, issuerOf, issuerSchema } from './issuer-settings.ts';
import { type JournalAccounts, journalAccountsOf, journalSchema } from './journal-settings.ts';
import { type LogSettings, logSchema, logSettingsOf } from './log-settings.ts';
import {
  type AlertRule,
  alertRulesOf,
  alertsSchema,
  type Hooks,
  hooksSchema,
} from './notice-settings.ts';
import { presetFrom, presetsSchema, refuseUnfitPreset } from './preset-settings.ts';
import {
  refuseMixedPlace,
  refuseTablesWithoutSpark,
  refuseTableTwice,
  tableKeys,
} from './table-settings.ts';
import { refuseMixedUserIds, userIdsKey } from './user-id-settings.ts';

/** imbill.yaml, checked and with its defaults. */
export interface Settings extends IssuerSettings {
  timezone: string;
  priceList: string;
  sources: SourceSettings[];
  /** Absent = the defaults. */
  documents?: DocumentSettings;
  /** Globs of files that are no deliveries; the default ones where absent. */
  ignore?: string[];
  /** Length of a bandwidth slot. */
  slotSeconds: number;
  /** Largest share of rejected lines of a load, 0 to 1. */
  maxRejectedShare: number;
  /**
   * Most hours that a line's instant may be after the load; later lines are rejected. null = no
   * limit.
   */
  maxFutureHours: number | null;
  /** True if a month with missing deliveries must not be issued; absent = it may be. */
  strict?: true;
  /** Globs of the analysts' own queries; nothing that is billed depends on them. */
  models: string[];
  /** Globs of the analysts' queries that are shown as pages; absent = none. */
  pages?: string[];
  /** Thresholds of anomalies; absent = their defaults. No document depends on them. */
  anomalies?: AnomalySettings;
}

/** Settings of this machine and of the work on it; no amount or document depends on them. */
export interface MachineSettings {
  /** Memory of a run, in all. */
  memoryMegabytes: number;
  /** Most bytes that a compressed file may expand to; absent = its size decides. */
  maxExpandedBytes?: number;
  /** Cluster that counts and loads; absent = this machine alone. */
  spark?: SparkSettings;
  /** Who approves a month before it is issued; absent = nobody has to. */
  approval?: ApprovalRule;
  /** Users who may read what imbill makes; absent = private, or the umask where a cluster is used. */
  fileAccess?: FileAccess;
}

/** Making out a YAML text takes a hundred times its size. */
const mostSettingsBytes = 1024 ** 2;
const smallestMemoryMegabytes = 256;
const defaultMaxFuture = '1d';

/**
 * Reads the settings of a workspace, and the logo that they name.
 *
 * @throws {UserError} With file:line:column of every problem; exit code 3.
 */
export async function readSettings(path: string): Promise<Settings> {
  const text = await settingsText(path);
  const read = parseYaml(text, 'imbill.yaml', settingsSchema);
  return addLogo(settingsOf(read), read.issuer?.logo, path, text);
}

/**
 * Reads the machine settings of imbill.yaml; defaults if there are none, or they are wrong.
 *
 * @param machineBytes Memory that this process may use.
 */
export async function readMachineSettings(
  path: string,
  machineBytes: number = machineMemory(),
): Promise<MachineSettings> {
  const text = await settingsText(path).catch(() => '');
  try {
    return machineSettingsOf(parseYaml(text, 'imbill.yaml', settingsSchema), machineBytes);
  } catch {
    return machineSettingsOf({}, machineBytes);
  }
}

function machineSettingsOf(
  read: {
    memory?: string | undefined;
    max_expanded?: string | undefined;
    engine?: Parameters<typeof sparkSettingsOf>[0] | undefined;
    approval?: ApprovalRule | undefined;
    file_access?: FileAccess | undefined;
  },
  machineBytes: number,
): MachineSettings {
  const expanded = parseMegabytes(read.max_expanded ?? '', 1);
  const memory = parseMegabytes(read.memory ?? '', smallestMemoryMegabytes);
  return {
    memoryMegabytes: memory ?? defaultRunMegabytes(machineBytes),
    ...(expanded === undefined ? {} : { maxExpandedBytes: expanded * 1024 ** 2 }),
    ...(read.engine === undefined ? {} : { spark: sparkSettingsOf(read.engine, memory) }),
    ...(read.approval === undefined ? {} : { approval: read.approval }),
    ...(read.file_access === undefined ? {} : { fileAccess: read.file_access }),
  };
}

/**
 * Reads the rules of `alerts` in imbill.yaml. No amount or document depends on them.
 *
 * @throws {UserError} (exit 3) If the settings are wrong.
 */
export async function readAlertRules(path: string): Promise<AlertRule[]> {
  const { alerts } = parseYaml(await settingsText(path), 'imbill.yaml', settingsSchema);
  return alertRulesOf(alerts ?? []);
}

/**
 * Reads the accounts of `journal` in imbill.yaml. No amount or document depends on them.
 *
 * @throws {UserError} (exit 3) If the settings are wrong.
 */
export async function readJournalAccounts(path: string): Promise<JournalAccounts> {
  const { journal } = parseYaml(await settingsText(path), 'imbill.yaml', settingsSchema);
  return journalAccountsOf(journal);
}

/**
 * Reads `log` in imbill.yaml. No amount or document depends on it.
 *
 * @throws {UserError} (exit 3) If the settings are wrong.
 */
export async function readLogSettings(path: string): Promise<LogSettings> {
  const { log } = parseYaml(await settingsText(path), 'imbill.yaml', settingsSchema);
  return logSettingsOf(log);
}

/**
 * Reads `fetch` in imbill.yaml. No amount or document depends on it.
 *
 * @throws {UserError} (exit 3) If the settings are wrong.
 */
export async function readFetchSources(path: string): Promise<FetchSource[]> {
  const { fetch } = parseYaml(await settingsText(path), 'imbill.yaml', settingsSchema);
  return fetchSourcesOf(fetch);
}

/** Reads the commands of `on` in imbill.yaml, even if something else there is wrong. */
export async function readHooks(path: string): Promise<Hooks> {
  const text = await settingsText(path).catch(() => '');
  try {
    return parseYaml(text, 'imbill.yaml', z.looseObject({ on: hooksSchema.optional() })).on ?? {};
  } catch {
    return {};
  }
}

async function settingsText(path: string): Promise<string> {
  return readSmallText(path, mostSettingsBytes).catch((error: UnfitFile) => {
    if (error.code !== 'ENOENT') throw refusedFile('imbill.yaml', error);
    throw new UserError(
      `There is no imbill.yaml here: this folder is not a workspace.\nName one with --workspace DIR, or make one with: imbill init DIR`,
      exitCodes.wrongUsage,
    );
  });
}

/** Reads settings from the text of imbill.yaml, without the logo. */
export function parseSettings(text: string): Settings {
  return settingsOf(parseYaml(text, 'imbill.yaml', settingsSchema));
}

function settingsOf(read: z.infer<typeof settingsSchema>): Settings {
  const sources = sourceKinds.flatMap((kind) =>
    entriesOf(read.sources[kind]).map((entry) => sourceOf(kind, entry, read.presets)),
  );
  return {
    timezone: read.timezone,
    priceList: read.price_list,
    ...issuerOf(read.issuer),
    ...(read.documents === undefined ? {} : { documents: documentSettingsOf(read.documents) }),
    sources,
    ...(read.ignore === undefined ? {} : { ignore: listOf(read.ignore) }),
    slotSeconds: slotSecondsOf(entriesOf(read.sources.bandwidth)),
    maxRejectedShare: read.rejects.max_share,
    maxFutureHours: hoursOf(read.rejects.max_future) ?? null,
    ...(read.strict ? { strict: true } : {}),
    models: listOf(read.models),
    ...(read.pages === undefined ? {} : { pages: listOf(read.pages) }),
    ...(read.anomalies === undefined ? {} : { anomalies: anomalySettingsOf(read.anomalies) }),
  };
}

const zone = z.string().refine(isZoneName, {
  error: ({ input }) => {
    const isShort = /^[A-Z]{2,5}(\d[A-Z]*)?$/i.test(String(input));
    const why = isShort ? '; an abbreviation can mean several zones' : '';
    return `accepted: an IANA zone such as Asia/Shanghai, or UTC${why}`;
  },
});
const glob = z.string().min(1);
const globBelow = glob.refine(isBelow, {
  error: 'accepted: a glob below the workspace such as models/*.sql',
});

/** A value of all lines; not blank. */
const constant = z
  .string()
  .refine((text) => !isBlank(text), { error: 'accepted: a value that is not blank' });
const words = z.union([z.string(), z.array(z.string())]);

const source = z.strictObject({
  files: z.union([glob, z.array(glob).min(1)]).optional(),
  ...tableKeys,
  preset: z.string().optional(),
  format: z.enum(entryFormats, { error: `accepted: ${entryFormats.join(', ')}` }).optional(),
  log_format: z.string().min(1).optional(),
  encoding: z
    .enum(textEncodings, { error: `accepted: ${textEncodings.join(', ')}` })
    .default('utf-8'),
  time_format: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  columns: z.record(z.string(), z.string().min(1)).default(entryDefaults.columns),
  constants: z.record(z.string(), constant).default(entryDefaults.constants),
  time_zone: zone.optional(),
  delimiter: z
    .string()
    .refine(isDelimiter, { error: 'accepted: one character such as ";" or "\\t", no quote' })
    .default(entryDefaults.delimiter),
  success: words
    .refine((list) => listOf(list).length > 0, { error: 'accepted: at least one word' })
    .optional(),
  empty_ids: words.optional(),
  keep: z.enum(['all', 'none'], { error: 'accepted: all, none' }).default('all'),
  user_ids: userIdsKey,
  slot_seconds: z
    .int()
    .min(1)
    .max(3600)
    .refine((seconds) => 3600 % seconds === 0, {
      error: 'accepted: seconds that divide an hour, such as 300',
    })
    .optional(),
  samples: z.enum(['sum', 'highest', 'mean'], { error: 'accepted: sum, highest, mean' }).optional(),
  expect: expectSchema,
});
type SourceEntry = z.infer<typeof source>;

/**
 * Builds the schema of the entries of one kind of log: canonical names, and presets of that
 * kind.
 */
function entriesSchema(kind: SourceKind) {
  const names = kindTable[kind].delivered.map((column) => column.name);
  const entry = source.superRefine((value, context) => {
    for (const key of ['columns', 'constants'] as const) {
      for (const name of Object.keys(value[key])) {
        if (names.includes(name)) continue;
        const nearest = nearestName(name, names);
        const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
        context.addIssue({
          code: 'custom',
          path: [key, name],
          input: name,
          message: `accepted: columns of ${kind}: ${names.join(', ')}${hint}`,
        });
      }
    }
    refuseMixedPlace(value, context);
    refuseUnfitExpectation(kind, value, context);
    const refuse = (key: keyof typeof value, message: string) =>
      context.addIssue({ code: 'custom', path: [key], input: value[key], message });
    for (const key of ownKeys) {
      const kinds = kindsWithKey(key);
      if (value[key] !== undefined && !kinds.includes(kind))
        refuse(key, `accepted: only in sources of ${kinds.join(' and ')}`);
    }
    const day = kind === 'daily' ? 'day' : 'instant';
    const problems = listOf(value.time_format ?? []).map((text) => timeFormatProblem(text, day));
    const problem = problems.find((one) => one !== undefined);
    if (problem !== undefined) refuse('time_format', `accepted: ${problem}`);
    if (value.log_format !== undefined) {
      const wrong = logFormatProblem(value.log_format);
      if (wrong !== undefined) refuse('log_format', `accepted: ${wrong}`);
      if (value.format !== 'access-log')
        refuse('log_format', 'accepted: only beside format: access-log');
    }
  });
  return z
    .union([entry, z.array(entry)])
    .optional()
    .superRefine((entries, context) => refuseTableTwice(entriesOf(entries), context));
}

const settingsKeys = z.strictObject({
  timezone: zone.default('Asia/Shanghai'),
  price_list: z.string().min(1).default('tencent-im'),
  issuer: issuerSchema.optional(),
  documents: documentsSchema.optional(),
  sources: z.strictObject({
    logins: entriesSchema('logins').superRefine((entries, context) =>
      refuseMixedUserIds(entriesOf(entries), context),
    ),
    bandwidth: entriesSchema('bandwidth').superRefine((entries, context) => {
      const lengths = new Set(entriesOf(entries).map((entry) => entry.slot_seconds ?? 300));
      if (lengths.size < 2) return;
      context.addIssue({
        code: 'custom',
        path: [],
        input: [...lengths].join(' and '),
        message: 'accepted: the same slot_seconds in all sources of bandwidth',
      });
    }),
    groups: entriesSchema('groups'),
    daily: entriesSchema('daily'),
  }),
  presets: presetsSchema.default({}),
  ignore: z.union([glob, z.array(glob)]).optional(),
  fetch: fetchSchema.optional(),
  rejects: z
    .strictObject({
      max_share: z.number().min(0).max(1).default(0),
      max_future: z
        .string()
        .refine((text) => hoursOf(text) !== undefined, {
          error: 'accepted: hours or days such as 12h or 1d, or off',
        })
        .default(defaultMaxFuture),
    })
    .prefault({}),
  strict: z.boolean({ error: 'accepted: true, false' }).default(false),
  max_expanded: z
    .string()
    .refine((text) => parseMegabytes(text, 1) !== undefined, {
      error: 'accepted: a size such as 500MB or 20GB',
    })
    .optional(),
  models: z.union([globBelow, z.array(globBelow)]).default([]),
  pages: z.union([globBelow, z.array(globBelow)]).optional(),
  memory: z
    .string()
    .refine((text) => parseMegabytes(text, smallestMemoryMegabytes) !== undefined, {
      error: 'accepted: a size from 256MB on, such as 600MB or 4GB',
    })
    .optional(),
  anomalies: anomaliesSchema.optional(),
  engine: engineSchema.optional(),
  alerts: alertsSchema.optional(),
  on: hooksSchema.optional(),
  approval: approvalSchema.optional(),
  journal: journalSchema.optional(),
  log: logSchema.optional(),
  file_access: z.enum(fileAccesses, { error: `accepted: ${fileAccesses.join(', ')}` }).optional(),
});

const settingsSchema = settingsKeys.superRefine(({ sources, engine, presets: own }, context) => {
  for (const kind of sourceKinds) {
    const entries = sources[kind];
    for (const [index, entry] of entriesOf(entries).entries()) {
      const path = ['sources', kind, ...(Array.isArray(entries) ? [index] : [])];
      refuseUnfitPreset(kind, { entry, own, path }, context);
    }
  }
  if (engine !== undefined) return;
  for (const kind of sourceKinds) refuseTablesWithoutSpark(kind, sources[kind], context);
});

function entriesOf(entries: SourceEntry | SourceEntry[] | undefined): SourceEntry[] {
  if (entries === undefined) return [];
  return Array.isArray(entries) ? entries : [entries];
}

function sourceOf(
  kind: SourceKind,
  entry: SourceEntry,
  presets: z.infer<typeof presetsSchema>,
): SourceSettings {
  return {
    kind,
    files: listOf(entry.files ?? []),
    ...(entry.table === undefined ? {} : { table: entry.table.trim() }),
    ...((entry.snapshot ?? 'latest') === 'latest' ? {} : { snapshot: entry.snapshot! }),
    columns: entry.columns,
    constants: entry.constants,
    delimiter: entry.delimiter,
    ...presetKeys(entry.preset, presets),
    ...(entry.format === undefined ? {} : { format: entry.format }),
    ...(entry.log_format === undefined ? {} : { logFormat: entry.log_format }),
    ...(entry.encoding === 'utf-8' ? {} : { encoding: entry.encoding }),
    ...(entry.time_format === undefined ? {} : { timeFormats: listOf(entry.time_format) }),
    ...(entry.time_zone === undefined ? {} : { timeZone: entry.time_zone }),
    ...(entry.success === undefined ? {} : { success: listOf(entry.success) }),
    ...(entry.empty_ids === undefined ? {} : { emptyIds: listOf(entry.empty_ids) }),
    ...(entry.samples === undefined ? {} : { samples: entry.samples }),
    ...(entry.keep === 'none' ? { keep: entry.keep } : {}),
    ...(entry.expect === undefined ? {} : { expect: expectationsOf(entry.expect) }),
    ...(entry.user_ids === 'hmac' ? { userIds: entry.user_ids } : {}),
    ...((entry.slot_seconds ?? 300) === 300 ? {} : { slotSeconds: entry.slot_seconds! }),
  };
}

/** Returns the preset of an entry: the name of a built-in one, or one of the workspace as a whole. */
function presetKeys(
  name: string | undefined,
  own: z.infer<typeof presetsSchema>,
): Pick<SourceSettings, 'preset' | 'ownPreset'> {
  if (name === undefined) return {};
  if (Object.hasOwn(own, name)) return { ownPreset: presetFrom(own[name]!) };
  const preset = presetName(name);
  return preset === undefined ? {} : { preset };
}

function slotSecondsOf(entries: SourceEntry[]): number {
  return entries.find((entry) => entry.slot_seconds !== undefined)?.slot_seconds ?? 300;
}

function listOf(words: string | string[]): string[] {
  return typeof words === 'string' ? [words] : words;
}

/** Tells whether a text shows nothing: also Unicode's blanks and signs without width. */
function isBlank(text: string): boolean {
  return /^[\s\p{Z}\p{Cf}]*$/u.test(text);
}

/** Reads hours from a text such as `12h` or `1d`; null for `off`. */
function hoursOf(text: string): number | null | undefined {
  if (text === 'off') return null;
  const [, digits, unit] = /^(\d{1,5})([hd])$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * (unit === 'd' ? 24 : 1);
}

/** Tells whether a path stays inside: neither absolute nor leading upwards. */
function isBelow(pattern: string): boolean {
  return !/^!?(\/|\\|[A-Za-z]:)|(^|[^\w.])\.\.($|[^\w.])/.test(pattern);
}

/** Tells whether a character can delimit: ASCII, and not used by CSV itself. */
function isDelimiter(text: string): boolean {
  return /^[\t\x20-\x7e]$/.test(text) && text !== '"';
}
