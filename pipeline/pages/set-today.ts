import type { Snapshot } from '../../src/snapshot/read/snapshot.ts';
import { type Clock, todayIn } from '../effects/today.ts';

/** Returns a function that sets a snapshot's day to today; in UTC if imbill.yaml cannot be read. */
export function setTodayOf(clock: Clock): (snapshot: Snapshot) => Promise<void> {
  return async (snapshot) => {
    const utc = new Date(clock.now()).toISOString().slice(0, 'YYYY-MM-DD'.length);
    await snapshot.setToday(await todayIn(clock, snapshot.database).catch(() => utc));
  };
}
