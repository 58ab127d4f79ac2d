/** How the memory that a run may take is shared out, in megabytes. */
export interface MemoryPlan {
  /** Instances that count at a time; fewer than there are threads where memory is short. */
  workers: number;
  /** Of each worker's DuckDB. */
  worker: number;
  /** Of the DuckDB that holds the warehouse: seldom needed, and no reason to fail. */
  warehouse: number;
}

/** What the process takes beside the workers: Node.js, libraries, buffers, the warehouse as a rule. */
const processMegabytes = 180;
/** What each of several workers has at least. */
const smallestWorker = 96;
/** With less, DuckDB cannot write a file's rows. */
const loneWorker = 72;

/**
 * Shares out memory among as many workers as there are threads, or as many as can work with what
 * there is: one always.
 */
export function planMemory(megabytes: number, threads: number): MemoryPlan {
  const forWorkers = Math.max(megabytes - processMegabytes, loneWorker);
  const workers = Math.max(1, Math.min(threads, Math.floor(forWorkers / smallestWorker)));
  return {
    workers,
    worker: Math.floor(forWorkers / workers),
    warehouse: Math.max(256, Math.floor(megabytes / 4)),
  };
}
