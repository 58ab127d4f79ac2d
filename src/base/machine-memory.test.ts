import { describe, expect, it } from 'vitest';
import { machineMemory } from './machine-memory.ts';

const gigabyte = 1024 ** 3;

function memoryOf(files: Record<string, string>, constrainedBytes?: number): number {
  const readings = { totalBytes: 16 * gigabyte, constrainedBytes };
  return machineMemory({ ...readings, read: (path) => files[path] }) / gigabyte;
}

describe('machineMemory', () => {
  it('is the machine’s where nothing limits it', () => {
    expect(memoryOf({})).toBe(16);
    expect(memoryOf({}, 0)).toBe(16);
    expect(memoryOf({}, 2 ** 64)).toBe(16);
    const files = { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/memory.max': 'max\n' };
    expect(memoryOf(files)).toBe(16);
  });

  it('is the limit that Node.js found', () => {
    expect(memoryOf({}, 3 * gigabyte)).toBe(3);
  });

  it('is the limit of a container, which sees itself as the root', () => {
    const max = `${2 * gigabyte}\n`;
    expect(memoryOf({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/memory.max': max })).toBe(2);
  });

  it('is the least limit of the groups around it', () => {
    const files = {
      '/proc/self/cgroup': '0::/user.slice/job.scope/inner\n',
      '/sys/fs/cgroup/user.slice/job.scope/inner/memory.max': 'max\n',
      '/sys/fs/cgroup/user.slice/job.scope/memory.max': `${4 * gigabyte}\n`,
      '/sys/fs/cgroup/user.slice/memory.max': `${8 * gigabyte}\n`,
    };
    expect(memoryOf(files)).toBe(4);
    const slowed = { '/sys/fs/cgroup/user.slice/memory.high': `${gigabyte}\n` };
    expect(memoryOf({ ...files, ...slowed })).toBe(1);
  });

  it('reads the groups of version 1, also where only the container’s own is mounted', () => {
    const own = '12:cpu,cpuacct:/docker/a\n4:hugetlb,memory:/docker/a\n0::/docker/a\n';
    const none = { '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n' };
    const outside = { '/sys/fs/cgroup/memory/docker/a/memory.limit_in_bytes': `${gigabyte}\n` };
    expect(memoryOf({ '/proc/self/cgroup': own, ...none })).toBe(16);
    expect(memoryOf({ '/proc/self/cgroup': own, ...none, ...outside })).toBe(1);
    const inside = { '/sys/fs/cgroup/memory/memory.limit_in_bytes': `${2 * gigabyte}\n` };
    expect(memoryOf({ '/proc/self/cgroup': own, ...inside })).toBe(2);
  });

  it('reads this machine', () => {
    expect(machineMemory()).toBeGreaterThan(2 ** 20);
  });
});
