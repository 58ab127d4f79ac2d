import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { posix } from 'node:path';

/** Readings that tell how much memory this process may use; a test hands in its own. */
export interface MemoryReadings {
  /** Memory of the machine. */
  totalBytes: number;
  /** Limit that Node.js found; 0, undefined or more than the machine has means none. */
  constrainedBytes: number | undefined;
  /** Returns the text of a file; undefined if it cannot be read. */
  read(path: string): string | undefined;
}

/**
 * Returns the memory that this process may use: that of the machine, or less in a container. A limit of a control
 * group also holds for all groups in it. Node.js reads only the innermost one.
 */
export function machineMemory(readings: MemoryReadings = readMachine()): number {
  const { totalBytes, constrainedBytes } = readings;
  const limits = [constrainedBytes || totalBytes, ...groupLimits(readings.read)];
  return Math.min(totalBytes, ...limits);
}

function readMachine(): MemoryReadings {
  return {
    totalBytes: totalmem(),
    constrainedBytes: process.constrainedMemory(),
    read: (path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/** Lists the limits of the process's control groups, of both versions. */
function groupLimits(read: MemoryReadings['read']): number[] {
  const groups = (read('/proc/self/cgroup') ?? '').split('\n').flatMap(groupOf);
  return groups.flatMap(({ root, path, files }) =>
    upwards(path).flatMap((folder) =>
      files.flatMap((file) => bytesIn(read(posix.join(root, folder, file)))),
    ),
  );
}

interface Group {
  /** Folder in which the groups are mounted. */
  root: string;
  path: string;
  /** Names of the files with limits. */
  files: string[];
}

/** Parses a line such as `0::/a/b` (version 2) or `4:memory:/a/b` (version 1). */
function groupOf(line: string): Group[] {
  const [, id, controllers = '', path = '/'] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
  if (id === '0' && controllers === '')
    return [{ root: '/sys/fs/cgroup', path, files: ['memory.max', 'memory.high'] }];
  if (controllers.split(',').includes('memory'))
    return [{ root: '/sys/fs/cgroup/memory', path, files: ['memory.limit_in_bytes'] }];
  return [];
}

/** Returns a folder and all above it: `/a/b`, `/a`, `/`. */
function upwards(path: string): string[] {
  const above = posix.dirname(path);
  return above === path ? [path] : [path, ...upwards(above)];
}

/** Reads a number of bytes; none for `max` and 0. */
function bytesIn(text: string | undefined): number[] {
  const bytes = Number(text?.trim() || 'max');
  return bytes > 0 ? [bytes] : [];
}
