/** One look at a part of a workspace or machine. */
export interface Checkup {
  check: CheckName;
  /** `problem`: a command will fail or has lost something; `warning`: worth a look; `ok`: nothing to do. */
  state: 'ok' | 'warning' | 'problem';
  /** Finding, in one line. */
  seen: string;
  /** Next step, in one line; absent where nothing is to be done. */
  advice?: string;
}

/** Parts that are looked at, in this order. */
export const checkNames = [
  'node',
  'duckdb',
  'settings',
  'accounts',
  'zone',
  'memory',
  'disk',
  'permissions',
  'clock',
  'lock',
  'warehouse',
  'lake',
  'snapshot',
  'leftovers',
  'verify',
] as const;

export type CheckName = (typeof checkNames)[number];

/** State of a workspace and of the machine below it. */
export interface Diagnosis {
  checks: Checkup[];
  warnings: number;
  problems: number;
}
