import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { machineMemory } from '../../../src/base/machine-memory.ts';

/** Readings of the machine; a test hands in its own. */
export interface Machine {
  /** Such as `22.1.0`. */
  nodeVersion: string;
  /** Version of the time zone data of Node.js, such as `2025b`. */
  zoneDataVersion: string | undefined;
  /** Id of this user; undefined on Windows. */
  userId: number | undefined;
  threads: number;
  /** Memory of the machine, of this process at most, and free now. */
  totalBytes: number;
  usableBytes: number;
  availableBytes: number;
  /** Reads the file system of a path, or of the nearest folder above it that exists. */
  diskOf(path: string): Promise<Disk>;
  /** Returns milliseconds since the epoch. */
  now(): number;
}

/** State of a file system. */
export interface Disk {
  freeBytes: number;
  totalBytes: number;
  /** Number of files that can still be made; undefined where there is no limit. */
  freeFiles: number | undefined;
  /** Name of a network file system; undefined for a local disk. */
  network: string | undefined;
}

/** Magic numbers of file systems of other machines (statfs(2)). */
const networkTypes: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4283649346: 'CIFS',
  4266872130: 'SMB 2',
  1702057286: 'FUSE',
  12805120: 'Ceph',
};

/** Reads the machine that this process runs on. */
export function thisMachine(now: () => number): Machine {
  return {
    nodeVersion: process.versions.node,
    zoneDataVersion: process.versions['tz'],
    userId: process.getuid?.(),
    threads: availableParallelism(),
    totalBytes: totalmem(),
    usableBytes: machineMemory(),
    availableBytes: process.availableMemory(),
    diskOf: readDisk,
    now,
  };
}

async function readDisk(path: string): Promise<Disk> {
  const { bsize, bavail, blocks, files, ffree, type } = await statfs(nearestFolder(path));
  return {
    freeBytes: bsize * bavail,
    totalBytes: bsize * blocks,
    freeFiles: files === 0 ? undefined : ffree,
    network: networkTypes[type >>> 0],
  };
}

function nearestFolder(path: string): string {
  const above = dirname(path);
  return existsSync(path) || above === path ? path : nearestFolder(above);
}
