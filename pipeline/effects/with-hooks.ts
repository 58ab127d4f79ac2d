import { exitCodes, UserError } from '../../src/base/errors.ts';
import { systemError } from '../../src/base/system-error.ts';
import { visibleLines } from '../../src/base/visible-characters.ts';
import type { HookReport, HookRun } from '../../src/jobs/hooks.ts';
import type { JobContext } from '../../src/jobs/job-context.ts';
import type { HookEvent, Hooks } from '../../src/workspace/notice-settings.ts';
import { readHooks } from '../../src/workspace/settings.ts';
import { runHook } from './run-hook.ts';
import { untilSignalled } from './until-signalled.ts';

/** Something that happened; its keys are those of the document that the command gets. */
export interface Notice {
  event: HookEvent;
  [fact: string]: unknown;
}

/** Most milliseconds that a command may take. */
const hookMilliseconds = 60_000;

/**
 * Runs a job and then the commands of `on` in imbill.yaml, one after another, for what it brought or
 * for its failure. The job has released the workspace by then, so a command may call imbill. A command
 * that fails is told and changes nothing else.
 *
 * @param noticesOf Lists what a result brought.
 */
export async function withHooks<T>(
  context: JobContext,
  noticesOf: (result: T) => Notice[],
  work: () => Promise<T>,
  limit = hookMilliseconds,
): Promise<T & HookReport> {
  const hooks = await readHooks(context.workspace.settings);
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await runHooks(hooks, [failureOf(error)], context, limit);
    throw error;
  }
  return { ...result, hooks: await runHooks(hooks, noticesOf(result), context, limit) };
}

function failureOf(error: unknown): Notice {
  const told = error instanceof UserError ? error : (systemError(error) ?? (error as Error));
  const exitCode = told instanceof UserError ? told.exitCode : exitCodes.failed;
  return { event: 'failed', exit_code: exitCode, message: told.message };
}

async function runHooks(
  hooks: Hooks,
  notices: readonly Notice[],
  { workspace, command, say }: JobContext,
  limit: number,
): Promise<HookRun[]> {
  const wanted = notices.filter(({ event }) => hooks[event] !== undefined);
  if (wanted.length === 0) return [];
  return untilSignalled(async (signal) => {
    const runs: HookRun[] = [];
    for (const { event, ...facts } of wanted) {
      const hook = hooks[event]!;
      const document = { event, workspace: workspace.root, command, ...facts };
      const effects = {
        cwd: workspace.root,
        limit,
        signal,
        say: (text: string) => say(visibleLines(text)),
      };
      const { exit_code, problem } = await runHook(hook, document, effects);
      runs.push({ event, command: hook, exit_code, problem });
      if (problem !== '')
        say(
          `The command of on.${event} in imbill.yaml ${problem}: ${hook}\nNothing else changed: what imbill did stays, and so does its exit code.\n`,
        );
    }
    return runs;
  });
}
