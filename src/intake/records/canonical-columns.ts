import { deliveredMetrics } from '../../metrics/catalogue.ts';

/** The kinds of delivered data; each has one set of canonical columns. */
export const sourceKinds = ['logins', 'bandwidth', 'groups', 'daily'] as const;
export type SourceKind = (typeof sourceKinds)[number];

export interface CanonicalColumn {
  name: string;
  isRequired: boolean;
  /** What is accepted, for error messages. */
  accepted: string;
}

const time: CanonicalColumn = {
  name: 'time',
  isRequired: true,
  accepted: 'RFC 3339 with an offset, or seconds or milliseconds since the epoch',
};
const appId: CanonicalColumn = {
  name: 'app_id',
  isRequired: true,
  accepted: 'an app id (text) without spaces around it',
};
const text = (name: string, accepted = 'any text'): CanonicalColumn => ({
  name,
  isRequired: false,
  accepted,
});
const required = (name: string, accepted: string): CanonicalColumn => ({
  name,
  isRequired: true,
  accepted,
});

const emptyIdsHint = ', no blanks; empty_ids of the source names the words that stand for none';

/**
 * Columns of each kind, in the order in which they are checked. All are delivered as text.
 *
 * Source: DESIGN, "Canonical columns". `bps` and `flux_mb` are what providers' APIs report
 * besides: bits a second, and a slot's volume in MB to check its rate against.
 */
export const canonicalColumns: Record<SourceKind, readonly CanonicalColumn[]> = {
  logins: [
    time,
    appId,
    required('user_id', `a user id (text)${emptyIdsHint}`),
    text(
      'result',
      'a word of success of the source, such as success, for a login that counts; any other for one that failed',
    ),
    text('platform'),
    text('client_ip'),
  ],
  bandwidth: [
    time,
    appId,
    text('mbps', 'a plain decimal such as 117042.495, 0 or more; or bytes of the slot instead'),
    text('bytes', 'a whole number of bytes in the slot, 0 or more; or mbps instead'),
    text('bps', 'bits a second, a plain number of 0 or more; or mbps or bytes instead'),
    text('flux_mb', 'megabytes of the slot that agree with its bandwidth'),
    text('region', 'domestic or international'),
    text('node'),
  ],
  groups: [
    time,
    appId,
    required('group_id', `a group id (text)${emptyIdsHint}`),
    required('event', 'created, dismissed or full'),
    text('group_type'),
  ],
  daily: [
    required('date', 'YYYY-MM-DD or YYYYMMDD'),
    appId,
    {
      name: 'metric',
      isRequired: true,
      // Read when it is asked for: the catalogue is a file, and every command loads this module.
      get accepted() {
        return deliveredMetrics().join(', ');
      },
    },
    required('value', 'a plain number of 0 or more, whole for users and groups'),
  ],
};

/** Whether a column's number may have a fraction. */
export function isMeasure(column: string): boolean {
  return ['mbps', 'bps', 'flux_mb', 'value'].includes(column);
}

/** What is accepted in a column, for the message of a rejected line. */
export function acceptedIn(kind: SourceKind, column: string): string | undefined {
  return canonicalColumns[kind].find(({ name }) => name === column)?.accepted;
}
