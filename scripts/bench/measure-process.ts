import { spawn } from 'node:child_process';
import { endedChildrenSeconds, treeMemory } from './process-tree.ts';
import type { Measurement } from './result.ts';

export interface Measured extends Measurement {
  stdout: string;
}

/** Time between two samples of the memory; a sample takes well below a millisecond. */
const sampleMs = 50;

/**
 * Runs Node with `args` in another process and measures it until it and its output ended. The process does not outlive
 * this one.
 *
 * Only one can be measured at a time: the CPU seconds are those of all processes that end during it.
 *
 * @param whileRunning Called every 50 ms while it runs.
 * @throws {ProcessFailed} If it does not end with exit code 0, with its stderr.
 */
export async function measureNode(
  args: readonly string[],
  whileRunning: (pid: number) => void = () => undefined,
): Promise<Measured> {
  const cpuBefore = endedChildrenSeconds();
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => child.kill('SIGTERM');
  process.once('exit', kill);
  let peakBytes: number | undefined;
  const look = () => {
    if (child.pid === undefined) return;
    whileRunning(child.pid);
    const memory = treeMemory(child.pid);
    if (memory === undefined) return;
    peakBytes = Math.max(peakBytes ?? 0, memory.residentBytes, memory.highestBytes);
  };
  const timer = setInterval(look, sampleMs);
  const { stdout, stderr, ending } = await endOf(child).finally(() => {
    clearInterval(timer);
    process.off('exit', kill);
  });
  const seconds = (performance.now() - startedAt) / 1000;
  if (ending !== 'exit code 0') {
    throw new ProcessFailed(
      `node ${args.join(' ')} ended with ${ending}:\n${stderr}`,
      ending,
      stderr,
    );
  }
  const cpuAfter = endedChildrenSeconds();
  const cpuSeconds =
    cpuBefore === undefined || cpuAfter === undefined ? null : cpuAfter - cpuBefore;
  return { seconds, cpu_seconds: cpuSeconds, peak_bytes: peakBytes ?? null, stdout };
}

/** A measured process that did not end with exit code 0. */
export class ProcessFailed extends Error {
  override readonly name = 'ProcessFailed';
  /** End and first error line of stderr, for a table. */
  readonly inShort: string;

  constructor(message: string, ending: string, stderr: string) {
    super(message);
    const line = stderr.split('\n').find((text) => /error|exception|memory/i.test(text));
    this.inShort = line === undefined ? ending : `${ending}, ${line.trim().slice(0, 120)}`;
  }
}

type Ended = { stdout: string; stderr: string; ending: string };

function endOf(child: ReturnType<typeof spawn>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ stdout, stderr, ending: code === null ? `${signal}` : `exit code ${code}` }),
    );
  });
}
