/** Options of packing a worker. */
export interface WorkerPackOptions {
  /** File of the archive; absent = a name with version and system, in this folder. */
  out?: string | undefined;
}

/** Archive of a worker; its keys are those of `--json`. */
export interface PackedWorker {
  file: string;
  bytes: number;
  /** Hash of the archive. The same program gives the same archive. */
  sha256: string;
  /** Hash of the worker's code and SQL, the same on each system. */
  code_sha256: string;
  /** Versions of imbill and of Node.js. */
  imbill: string;
  node: string;
  /** System that it runs on, such as `linux-x64`. */
  platform: string;
}
