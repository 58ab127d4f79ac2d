import { readdirSync, readFileSync } from 'node:fs';

/** Memory of a process and of all that it started. */
export interface TreeMemory {
  /** Sum of the resident memory; shared pages count for each process. */
  residentBytes: number;
  /** Highest memory of any one process. */
  highestBytes: number;
}

/**
 * Reads the memory from Linux's /proc. Processes that end during the reading count as nothing.
 *
 * @returns Undefined without such a process, or without /proc.
 */
export function treeMemory(pid: number): TreeMemory | undefined {
  const status = textOf(`/proc/${pid}/status`);
  if (status === undefined) return undefined;
  const own = {
    residentBytes: kilobytesIn(status, 'VmRSS') * 1024,
    highestBytes: kilobytesIn(status, 'VmHWM') * 1024,
  };
  return childrenOf(pid)
    .map(treeMemory)
    .reduce<TreeMemory>((sum, child) => add(sum, child), own);
}

/** Returns the user and system seconds of all ended child processes; Linux only. */
export function endedChildrenSeconds(): number | undefined {
  const stat = textOf('/proc/self/stat');
  // The name of the program is in brackets and may hold spaces; cutime and cstime come 14th.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return undefined;
  return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
}

/** Ticks of a second, for programs on every architecture of Node. */
const ticksPerSecond = 100;

function add(sum: TreeMemory, child: TreeMemory | undefined): TreeMemory {
  if (child === undefined) return sum;
  return {
    residentBytes: sum.residentBytes + child.residentBytes,
    highestBytes: Math.max(sum.highestBytes, child.highestBytes),
  };
}

/** Lists the children of all threads. */
function childrenOf(pid: number): number[] {
  return entriesOf(`/proc/${pid}/task`).flatMap((thread) => {
    const children = textOf(`/proc/${pid}/task/${thread}/children`) ?? '';
    return children.split(' ').filter(Boolean).map(Number);
  });
}

function kilobytesIn(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
