import type { Effects } from '../effects/effects.ts';
import type { CountingEngine } from './counting-engine.ts';

/** Returns the engine that counts: the cluster if there is one. */
export async function countingEngine(effects: Effects): Promise<CountingEngine> {
  const { spark } = effects;
  if (spark !== undefined) {
    const { sparkCounting } = await import('./count-on-spark.ts');
    return sparkCounting(spark, effects);
  }
  const { duckdbCounting } = await import('./count-on-duckdb.ts');
  return duckdbCounting(effects);
}
