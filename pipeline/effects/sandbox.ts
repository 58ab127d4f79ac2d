import {
  type SandboxOptions as Options,
  SqlSandbox,
} from '../../src/analyst/sandbox/sql-sandbox.ts';
import type { SandboxEffects } from './effects.ts';

/** Options of a sandbox, apart from those that its effects give. */
type GivenOptions = Omit<Options, 'threads' | 'script'>;

/** Opens a sandbox on the published snapshot, runs `work` in it and closes it. */
export async function withSandbox<T>(
  options: GivenOptions,
  effects: Omit<SandboxEffects, 'signal'>,
  work: (sandbox: SqlSandbox) => Promise<T>,
): Promise<T> {
  const sandbox = openSandbox(options, effects);
  try {
    return await work(sandbox);
  } finally {
    await sandbox.close();
  }
}

/** Opens a sandbox on the published snapshot; the caller closes it. */
export function openSandbox(
  { memoryMegabytes, timeoutSeconds, keepsSnapshot, writableFile }: GivenOptions,
  { workspace, threads, script }: Omit<SandboxEffects, 'signal'>,
): SqlSandbox {
  const limits = { memoryMegabytes, timeoutSeconds, threads };
  return new SqlSandbox(workspace, { ...limits, keepsSnapshot, writableFile, script });
}
