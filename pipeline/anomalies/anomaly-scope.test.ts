import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/duckdb/duckdb.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { PlanDays } from '../../src/invoice/document.ts';
import { createTables } from '../../src/warehouse/schema.ts';
import { parseSettings } from '../../src/workspace/settings.ts';
import type { Effects } from '../effects/effects.ts';
import type { PricedMonth } from '../price/price.ts';
import { anomalyScope } from './anomaly-scope.ts';

let warehouse: Database;
beforeAll(async () => {
  warehouse = await Database.open({ threads: 1 });
  await createTables(warehouse);
  await learnZones(['Asia/Shanghai'], warehouse);
});
afterAll(() => warehouse.close());

const run = (from: string, until: string, state: PlanDays['state']): PlanDays => ({
  ...{ from: `2026-09-${from}`, until: `2026-09-${until}`, state },
});

function scopeAt(instant: string, plans: Record<string, PlanDays[]> = {}) {
  const services = Object.entries(plans).map(([app_id, plan]) => ({ app_id, plan }));
  const priced = { customers: [{ draft: { services } }], without: [] } as unknown as PricedMonth;
  const settings = parseSettings('sources: {}\n');
  const effects = { warehouse, settings, now: () => Date.parse(instant) } as unknown as Effects;
  return anomalyScope('2026-09', priced, effects);
}

describe('anomalyScope', () => {
  it('ends with the last day that is over in the zone of the workspace', async () => {
    const days = async (instant: string) => (await scopeAt(instant))?.until;
    expect(await days('2026-08-31T23:00:00Z')).toBeUndefined();
    expect(await days('2026-09-01T15:59:59Z')).toBeUndefined();
    expect(await days('2026-09-01T16:00:00Z')).toBe('2026-09-01');
    expect(await days('2026-09-30T15:59:59Z')).toBe('2026-09-29');
    expect(await days('2026-09-30T16:00:00Z')).toBe('2026-09-30');
    expect(await days('2030-01-01T00:00:00Z')).toBe('2026-09-30');
    expect((await scopeAt('2030-01-01T00:00:00Z'))?.from).toBe('2026-07-07');
  });

  it('names apps from the day on which their plan is over', async () => {
    const scope = await scopeAt('2030-01-01T00:00:00Z', {
      never: [run('01', '30', 'none')],
      active: [run('01', '30', 'active')],
      renewed: [run('01', '09', 'active'), run('10', '12', 'grace'), run('13', '30', 'active')],
      over: [run('01', '09', 'active'), run('10', '16', 'grace'), run('17', '30', 'suspended')],
      long: [run('01', '30', 'released')],
    });
    expect([...scope!.endedApps]).toEqual([
      ['over', '2026-09-10'],
      ['long', '2026-09-01'],
    ]);
  });
});
