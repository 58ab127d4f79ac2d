import type { Metric } from '../metrics/stored-catalogue.ts';

/** Metrics of the program that this file is built from; scripts/build-verifier.mjs sets them. */
declare const builtMetrics: [name: string, metric: Metric][];

/** Returns the metrics of sql/models.yml, which the verifier holds. */
export function storedCatalogue(): ReadonlyMap<string, Metric> {
  return new Map(builtMetrics);
}
