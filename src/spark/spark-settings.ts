import type { SparkRemote } from './remote.ts';

/** Settings of a Spark cluster: `engine.spark` in imbill.yaml. No amount depends on them. */
export interface SparkSettings {
  remote: SparkRemote;
  /** Folder that this machine and all executors see under the same path; absolute. */
  shared: string;
  /** Address under which Spark reads what lies below `shared`, such as `s3a://billing`. */
  readAs?: string;
  /** True if raw files below `shared` are loaded by the executors. */
  load: boolean;
  /** `ship`, or the folder in which the worker is unpacked on every node. */
  worker: string;
  /** Files that are loaded at once. */
  tasks: number;
  /** Memory of a worker on an executor: `memory:` where it is given, and not what this machine would have. */
  workerMegabytes: number;
  /** Further settings of the session; none that `isFixedSetting` names. */
  settings: Readonly<Record<string, string>>;
}
