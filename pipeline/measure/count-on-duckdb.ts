import type { Effects } from '../effects/effects.ts';
import { openWorkers, type Workers } from '../effects/workers.ts';
import { readConflicts } from './bandwidth-conflicts.ts';
import { readUnclearSlots } from './bandwidth-samples.ts';
import { cacheForLater, continueFromCache } from './cached-user-days.ts';
import type { Counted, CountingEngine, Remarks } from './counting-engine.ts';
import { measureRows } from './measure-rows.ts';
import { createInputs, type Measurement, remarkRelations } from './measurement.ts';

/** Each job has a cost of its own, so days are measured together; several jobs use all cores. */
const rowsADayJob = 4_000_000;

/** Counts in this process, on as many DuckDB instances as there are threads. */
export function duckdbCounting(effects: Effects): CountingEngine {
  return {
    rowsADayJob,
    async open() {
      const workers = openWorkers(effects);
      return {
        scratch: effects.workspace.scratch,
        count: (measurement) => countRows(measurement, workers, effects),
        close: () => workers.close(),
      };
    },
  };
}

async function countRows(
  whole: Measurement,
  workers: Workers,
  { workspace, warehouse }: Effects,
): Promise<Counted> {
  const { version } = await warehouse.one<{ version: string }>('select version() as version');
  const cache = { workspace, warehouse, folder: workspace.counted, engine: version };
  const measurement = await continueFromCache(whole, cache);
  const { paths, cached } = await measureRows(workers, measurement);
  const remarks =
    whole.source === 'bandwidth' ? await readRemarks(measurement, workers) : undefined;
  return { paths, remarks, cache: () => cacheForLater(whole, cached, cache) };
}

function readRemarks(measurement: Measurement, workers: Workers): Promise<Remarks> {
  const relations = remarkRelations(measurement);
  return workers.use(async (database) => {
    await createInputs(database, measurement, { relations });
    const conflicts = await readConflicts(database);
    const unclear = relations.includes('bandwidth_samples')
      ? await readUnclearSlots(database, measurement.paths)
      : [];
    return { conflicts, unclear };
  });
}
