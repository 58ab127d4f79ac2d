/** Shares of the memory of a run, in megabytes. */
export interface MemoryPlan {
  /** Number of workers; fewer than there are threads if memory is short. */
  workers: number;
  /** Memory of each worker's DuckDB. */
  worker: number;
  /** Memory of the warehouse's DuckDB. It needs it seldom, and the plan may exceed the total for it. */
  warehouse: number;
}

/** Memory of the process itself: Node.js, libraries, buffers, and usually the warehouse. */
const processMegabytes = 180;
/** Least memory of each of several workers. */
const smallestWorker = 96;
/** Least memory of a single worker. With less, DuckDB cannot write a file's rows. */
const loneWorker = 72;

/** Divides memory among as many workers as there are threads. With little memory, fewer run; at least one. */
export function planMemory(megabytes: number, threads: number): MemoryPlan {
  const forWorkers = Math.max(megabytes - processMegabytes, loneWorker);
  const workers = Math.max(1, Math.min(threads, Math.floor(forWorkers / smallestWorker)));
  return {
    workers,
    worker: Math.floor(forWorkers / workers),
    warehouse: Math.max(256, Math.floor(megabytes / 4)),
  };
}
