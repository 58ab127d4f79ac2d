import { type EngineOptions, SqlEngine } from '../../src/analyst/sandbox/engine.ts';
import type { SandboxEffects } from './effects.ts';

/** Options of a sandbox, apart from those that its effects give. */
type SandboxOptions = Omit<EngineOptions, 'threads' | 'script'>;

/** Opens a sandbox on the published snapshot, runs `work` in it and closes it. */
export async function withSandbox<T>(
  options: SandboxOptions,
  effects: Omit<SandboxEffects, 'signal'>,
  work: (engine: SqlEngine) => Promise<T>,
): Promise<T> {
  const engine = openSandbox(options, effects);
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** Opens a sandbox on the published snapshot; the caller closes it. */
export function openSandbox(
  { memoryMegabytes, timeoutSeconds, keepsSnapshot, writableFile }: SandboxOptions,
  { workspace, threads, script }: Omit<SandboxEffects, 'signal'>,
): SqlEngine {
  const limits = { memoryMegabytes, timeoutSeconds, threads };
  return new SqlEngine(workspace, { ...limits, keepsSnapshot, writableFile, script });
}
