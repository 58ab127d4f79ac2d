import { describe, expect, it } from 'vitest';
import { measureNode } from './measure-process.ts';

const megabyte = 2 ** 20;
const isLinux = process.platform === 'linux';

describe('measureNode', () => {
  it('measures the memory and the CPU of a process and of those that it starts', async () => {
    const child = hold(150, 400);
    const own = `
      const { spawn } = require('node:child_process');
      spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' });
      ${hold(100, 400)}`;
    const alone = await measureNode(['-e', hold(100, 400)]);
    const both = await measureNode(['-e', own]);
    expect(both.stdout).toBe('donedone');
    expect(both.seconds).toBeGreaterThan(0.4);
    if (!isLinux) return expect(both).toMatchObject({ cpu_seconds: null, peak_bytes: null });
    expect(alone.peak_bytes).toBeGreaterThan(100 * megabyte);
    expect(both.peak_bytes).toBeGreaterThan((alone.peak_bytes ?? 0) + 150 * megabyte);
    // Each of them spins for 0.4 s, of which a busy machine gives a part
    expect(both.cpu_seconds).toBeGreaterThan(0.1);
    expect(both.cpu_seconds).toBeLessThan(2 * both.seconds);
  });

  it('says how a process failed, with all that it wrote and in short', async () => {
    const failing = measureNode(['-e', 'console.error("x"); throw new RangeError("too much")']);
    await expect(failing).rejects.toMatchObject({
      message: expect.stringMatching(/ ended with exit code 1:\nx\n[\s\S]*RangeError: too much/),
      inShort: expect.stringMatching(/^exit code 1, .*too much/),
    });
    await expect(measureNode(['-e', 'process.kill(process.pid, "SIGKILL")'])).rejects.toMatchObject(
      { inShort: 'SIGKILL' },
    );
  });
});

/** A program that holds memory, spins for a while and says so. */
function hold(megabytes: number, milliseconds: number): string {
  return `
    const held = Buffer.alloc(${megabytes * megabyte}, 1);
    const until = Date.now() + ${milliseconds};
    setTimeout(() => { while (Date.now() < until) held[0]++; process.stdout.write('done'); }, 1);`;
}
