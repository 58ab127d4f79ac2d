import type { LargeFormat, LargeSize } from '../../src/sample/large-month.ts';

/** A generated month of `ci`, S, M or L; a day has `users` logins and a tenth of them again. */
export const sizes = {
  ci: { users: 54_000, days: 10, apps: 20 },
  S: { users: 90_000, days: 30, apps: 20 },
  M: { users: 900_000, days: 30, apps: 20 },
  L: { users: 9_000_000, days: 30, apps: 20 },
} as const satisfies Record<string, LargeSize>;

export type SizeName = keyof typeof sizes;
export const sizeNames = Object.keys(sizes) as SizeName[];
export const formats = ['csv', 'csv.gz', 'parquet'] as const satisfies LargeFormat[];

/** Billing month of the data. */
export const month = '2026-09';

/** Counts the login lines of a size, without headers. */
export function loginsOf({ users, days }: LargeSize): number {
  return (users + Math.floor(users / 10)) * days;
}
