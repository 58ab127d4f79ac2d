/** Threads for all that is no query of a worker: files, decompression, the warehouse. It is Node's own default. */
const otherThreads = 4;
/** Most threads that Node's pool can have. */
const mostThreads = 1024;

/**
 * Returns the size of Node's thread pool with which as many queries run at a time as `--threads` says. A query of
 * DuckDB takes one thread of the pool until it ends.
 *
 * @param args Arguments of the command. A wrong number counts as none, because the command refuses it later.
 * @param cores Number of threads without the option.
 */
export function poolSize(args: readonly string[], cores: number): number {
  return Math.min(Number(threadsIn(args) ?? cores) + otherThreads, mostThreads);
}

/** Finds the value of the last `--threads`, as the command line does. */
function threadsIn(args: readonly string[]): string | undefined {
  const values = args.flatMap((arg, index) => {
    if (arg === '--threads') return args[index + 1] ?? [];
    return arg.startsWith('--threads=') ? arg.slice('--threads='.length) : [];
  });
  return values.findLast((value) => /^[1-9]\d{0,9}$/.test(value));
}
