import { openLocked } from '../sandbox/locked-database.ts';
import type { SandboxSettings } from '../sandbox/protocol.ts';
import { watchMemory } from '../sandbox/watch-memory.ts';
import type { CheckAnswer, CheckRequest } from './check-protocol.ts';
import { checkViews } from './check-views.ts';

/** The process in which views are checked. A view can harm no other process. */
const answer = (message: CheckAnswer) => void process.send?.(message);

process.on('message', ({ settings, views, lost }: CheckRequest) => {
  watchMemory(settings.memoryMegabytes, () => undefined);
  check(settings, views, new Set(lost)).catch((error: Error) => {
    process.stderr.write(`${error.message}\n`, () => process.exit(1));
  });
});
// The terminal sends Ctrl-C to both processes; the parent decides about this one.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

async function check(
  settings: SandboxSettings,
  views: CheckRequest['views'],
  lost: ReadonlySet<string>,
): Promise<void> {
  const database = await openLocked({ ...settings, errorsAsJson: true });
  answer({ kind: 'ready' });
  for await (const verdict of checkViews(database, views, lost)) answer(verdict);
  answer({ kind: 'done' });
}
