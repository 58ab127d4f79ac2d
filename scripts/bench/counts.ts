import type { LargeSize } from '../../src/sample/large-month.ts';

/** Distinct users: `app_id YYYY-MM-DD` → users. */
export type Counts = ReadonlyMap<string, number>;

/**
 * Reads the counts of a contender.
 *
 * @param days `[app_id, YYYY-MM-DD, users]`, in any order.
 * @throws {Error} If an app and day comes twice, or a count is no whole number.
 */
export function countsOf(days: readonly (readonly [string, string, number])[]): Counts {
  const counts = new Map<string, number>();
  for (const [app, date, users] of days) {
    const key = `${app} ${date}`;
    if (counts.has(key)) throw new Error(`${key} was counted twice`);
    if (!Number.isSafeInteger(users)) throw new Error(`${key} was counted as ${users}`);
    counts.set(key, users);
  }
  return counts;
}

/**
 * Compares the counts of two contenders.
 *
 * @returns One sentence a difference.
 */
export function differencesOf(
  [name, counts]: [string, Counts],
  [reference, expected]: [string, Counts],
): string[] {
  const keys = [...new Set([...counts.keys(), ...expected.keys()])].sort();
  return keys.flatMap((key) => {
    const [one, other] = [counts.get(key), expected.get(key)];
    if (one === other) return [];
    return [`${key}: ${name} counted ${one ?? 'nothing'}, ${reference} ${other ?? 'nothing'}`];
  });
}

/** Checks that there are all days, each with the users that the generator made. */
export function wrongTotals([name, counts]: [string, Counts], size: LargeSize): string[] {
  const totals = new Map<string, number>();
  for (const [key, users] of counts) {
    const date = key.slice(-10);
    totals.set(date, (totals.get(date) ?? 0) + users);
  }
  const wrong = [...totals].flatMap(([date, users]) =>
    users === size.users
      ? []
      : [`${date}: ${name} counted ${users} users, the data has ${size.users}`],
  );
  if (totals.size === size.days) return wrong;
  return [...wrong, `${name} counted ${totals.size} days, the data has ${size.days}`];
}
