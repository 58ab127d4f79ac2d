import type { SparkEngine } from '../../src/spark/spark-engine.ts';

/** Cluster that is checked. */
export interface Checking {
  spark: SparkEngine;
  /** Folder of this check, which the executors must see; removed afterwards. */
  folder: string;
}

/** One check of a cluster. A fault is an error with what to change; otherwise it returns what was seen. */
export interface Check {
  name: string;
  run(checking: Checking): Promise<string>;
}

/** Error of a check that the server cannot do, though it may count. */
export class NotChecked extends Error {}
