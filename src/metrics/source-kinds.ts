import { deliveredMetrics } from './catalogue.ts';

/** Names of the kinds of logs, in the order in which they are listed. */
export const sourceKinds = ['logins', 'bandwidth', 'groups', 'daily'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** Keys of an entry in imbill.yaml that only some kinds have. */
export const ownKeys = ['slot_seconds', 'samples', 'success', 'empty_ids', 'user_ids'] as const;
export type OwnKey = (typeof ownKeys)[number];

/**
 * Kind of the values in a column: an instant or day, an id, a measured number that may have a fraction,
 * or any word.
 */
export type ColumnContent = 'time' | 'id' | 'measure' | 'word';

/** A column of a delivered file, under imbill's own name. */
export interface DeliveredColumn {
  name: string;
  isRequired: boolean;
  holds: ColumnContent;
  /** Accepted values, for error messages. */
  accepted: string;
}

/** A kind of log: its columns, its settings, and how long its rows count. */
export interface SourceKindRules {
  /** Columns of a delivered file, in the order in which they are checked. All are read as text. */
  delivered: readonly DeliveredColumn[];
  /** Columns of which a file needs at least one; the first is named where there is none. */
  needsOneOf: readonly string[];
  /** Columns of a segment in the lake, in their order: name → SQL type. */
  stored: Readonly<Record<string, string>>;
  /** Stored columns that change no quantity. `keep: none` leaves them empty. */
  unmeasured: readonly string[];
  ownKeys: readonly OwnKey[];
  /** True if a row counts on all later days too, as a group exists until it is dismissed. */
  livesOn: boolean;
  /** True if its rows are daily values that were measured elsewhere. They count where there is no raw log. */
  isReported: boolean;
  /** Codes of the findings that are made with its metrics, day by day. */
  findings: readonly string[];
}

const time = required(
  'time',
  'time',
  'RFC 3339 with an offset, or seconds or milliseconds since the epoch',
);
const appId = required('app_id', 'id', 'an app id (text) without spaces around it');
const emptyIdsHint = ', no blanks; empty_ids of the source names the words that stand for none';
const common = { line_number: 'bigint', app_id: 'varchar' } as const;

/** The table of source kinds. Code that treats kinds differently asks it. */
export const kindTable: Readonly<Record<SourceKind, SourceKindRules>> = {
  logins: {
    delivered: [
      time,
      appId,
      required('user_id', 'id', `a user id (text)${emptyIdsHint}`),
      optional(
        'result',
        'word',
        'a word of success of the source, such as success, for a login that counts; any other for one that failed',
      ),
      optional('platform', 'word'),
      optional('client_ip', 'word'),
    ],
    needsOneOf: [],
    stored: {
      ...common,
      user_id: 'varchar',
      result: 'varchar',
      platform: 'varchar',
      client_ip: 'varchar',
      extra: 'varchar',
      is_success: 'boolean',
      usage_date: 'date',
      logged_in_at: 'timestamp',
    },
    unmeasured: ['result', 'platform', 'client_ip', 'extra', 'logged_in_at'],
    ownKeys: ['success', 'empty_ids', 'user_ids'],
    livesOn: false,
    isReported: false,
    findings: [],
  },
  bandwidth: {
    delivered: [
      time,
      appId,
      optional(
        'mbps',
        'measure',
        'a plain decimal such as 117042.495, 0 or more; or bytes of the slot instead',
      ),
      optional('bytes', 'id', 'a whole number of bytes in the slot, 0 or more; or mbps instead'),
      optional(
        'bps',
        'measure',
        'bits a second, a plain number of 0 or more; or mbps or bytes instead',
      ),
      optional('flux_mb', 'measure', 'megabytes of the slot that agree with its bandwidth'),
      optional('region', 'word', 'domestic or international'),
      optional('node', 'id'),
    ],
    needsOneOf: ['mbps', 'bytes', 'bps'],
    stored: {
      ...common,
      region: 'varchar',
      node: 'varchar',
      mbps: 'varchar',
      bytes: 'varchar',
      bps: 'varchar',
      samples: 'varchar',
      extra: 'varchar',
      slot_seconds: 'integer',
      bits: 'decimal(38, 6)',
      usage_date: 'date',
      measured_at: 'timestamp',
      slot_started_at: 'timestamp',
    },
    unmeasured: ['mbps', 'bytes', 'bps', 'extra'],
    ownKeys: ['slot_seconds', 'samples'],
    livesOn: false,
    isReported: false,
    findings: ['bandwidth-conflict', 'bandwidth-samples'],
  },
  groups: {
    delivered: [
      time,
      appId,
      required('group_id', 'id', `a group id (text)${emptyIdsHint}`),
      required('event', 'id', 'created, dismissed or full'),
      optional('group_type', 'word'),
    ],
    needsOneOf: [],
    stored: {
      ...common,
      group_id: 'varchar',
      event: 'varchar',
      group_type: 'varchar',
      extra: 'varchar',
      usage_date: 'date',
      occurred_at: 'timestamp',
    },
    unmeasured: ['extra'],
    ownKeys: ['empty_ids'],
    livesOn: true,
    isReported: false,
    findings: [],
  },
  daily: {
    delivered: [
      required('date', 'time', 'YYYY-MM-DD or YYYYMMDD'),
      appId,
      {
        name: 'metric',
        isRequired: true,
        holds: 'id',
        // Read when it is asked for: the catalogue is a file, and every command loads this module.
        get accepted() {
          return deliveredMetrics().join(', ');
        },
      },
      required('value', 'measure', 'a plain number of 0 or more, whole for users and groups'),
    ],
    needsOneOf: [],
    stored: {
      ...common,
      metric: 'varchar',
      extra: 'varchar',
      quantity: 'decimal(38, 9)',
      usage_date: 'date',
    },
    unmeasured: ['extra'],
    ownKeys: [],
    livesOn: false,
    isReported: true,
    findings: [],
  },
};

function required(name: string, holds: ColumnContent, accepted: string): DeliveredColumn {
  return { name, isRequired: true, holds, accepted };
}

function optional(name: string, holds: ColumnContent, accepted = 'any text'): DeliveredColumn {
  return { name, isRequired: false, holds, accepted };
}

const kindsWhere = (isIt: (rules: SourceKindRules) => boolean) =>
  sourceKinds.filter((kind) => isIt(kindTable[kind]));

/** Kinds whose rows are events, from which metrics are measured. */
export const measuredKinds = kindsWhere(({ isReported }) => !isReported);

/** Kinds whose rows are daily values that were measured elsewhere. */
export const reportedKinds = kindsWhere(({ isReported }) => isReported);

/** Kinds whose rows count on all later days too. */
export const lastingKinds = kindsWhere(({ livesOn }) => livesOn);

/** Lists the kinds whose entries in imbill.yaml may have a key. */
export function kindsWithKey(key: OwnKey): SourceKind[] {
  return kindsWhere(({ ownKeys }) => ownKeys.includes(key));
}

/** Finds a delivered column of a kind by its name. */
export function deliveredColumn(kind: SourceKind, name: string): DeliveredColumn | undefined {
  return kindTable[kind].delivered.find((column) => column.name === name);
}

/** Returns SQL that tells whether a column with the name of a kind has one of these. */
export function isOfKind(column: string, kinds: readonly SourceKind[]): string {
  return `${column} in (${kinds.map((kind) => `'${kind}'`).join(', ')})`;
}
