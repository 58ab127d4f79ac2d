import type { ApprovedDraft } from './drafts-hash.ts';

/** A daily value that changed. Null on a day without data. */
export interface ChangedDay {
  app_id: string;
  metric: string;
  /** `YYYY-MM-DD`. */
  date: string;
  before: string | null;
  now: string | null;
}

/** Compares the daily values of customers who have drafts before and now. */
export function changedDays(
  before: readonly ApprovedDraft[],
  now: readonly ApprovedDraft[],
): ChangedDay[] {
  if (before.length === 0 || now.length === 0) return [];
  const [old, current] = [daysOf(before), daysOf(now)];
  return [...new Map([...old, ...current])]
    .map(([key, { app_id, metric, date }]) => ({
      ...{ app_id, metric, date },
      before: old.get(key)?.value ?? null,
      now: current.get(key)?.value ?? null,
    }))
    .filter((day) => day.before !== day.now);
}

interface DayValue {
  app_id: string;
  metric: string;
  date: string;
  value: string | null;
}

function daysOf(drafts: readonly ApprovedDraft[]): Map<string, DayValue> {
  const days = drafts.flatMap(({ usage }) =>
    usage.flatMap(({ app_id, metric, days: own }) =>
      own.map(({ date, quantity, exact_quantity }) => ({
        ...{ app_id, metric, date },
        value: exact_quantity ?? quantity,
      })),
    ),
  );
  return new Map(days.map((day) => [dayKey(day), day]));
}

function dayKey({ app_id, metric, date }: Pick<DayValue, 'app_id' | 'metric' | 'date'>): string {
  return [app_id, metric, date].join('\n');
}
