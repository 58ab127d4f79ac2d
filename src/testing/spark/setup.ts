import type { TestProject } from 'vitest/node';
import { type SparkCluster, startCluster } from './cluster.ts';
import { findSpark } from './spark-home.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The cluster of this test run; absent without Spark. */
    spark: SparkCluster | undefined;
  }
}

/** Starts a cluster once a test run, and stops it after the last test. Its logs stay if a test failed. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const { home } = findSpark();
  if (home === undefined) {
    project.provide('spark', undefined);
    return;
  }
  const { cluster, stop } = await startCluster(home);
  project.provide('spark', cluster);
  return async () => {
    const hasFailed = project.vitest.state.getCountOfFailedTests() > 0;
    if (hasFailed) console.warn(`The logs of Spark are in ${cluster.folder}`);
    await stop(hasFailed);
  };
}
