import type { Month } from '../../src/calendar/month.ts';
import type { Anomaly } from '../../src/jobs/anomalies.ts';
import { readAnomalies } from '../../src/warehouse/anomalies.ts';
import type { Effects } from '../effects/effects.ts';
import type { PricedMonth } from '../price/price.ts';

/** Finds what looks wrong in a priced month. */
export function findAnomalies(
  month: Month,
  _priced: PricedMonth,
  { warehouse }: Effects,
): Promise<Anomaly[]> {
  return readAnomalies(warehouse, month);
}
