import { openLocked } from '../sandbox/locked-database.ts';
import type { EngineSettings } from '../sandbox/protocol.ts';
import { watchMemory } from '../sandbox/watch-memory.ts';
import { checkModels } from './check-views.ts';
import type { CheckAnswer, CheckRequest } from './check-protocol.ts';

/** The process in which models are looked at: whatever one does to it, no batch is harmed. */
const answer = (message: CheckAnswer) => void process.send?.(message);

process.on('message', ({ settings, models, lost }: CheckRequest) => {
  watchMemory(settings.memoryMegabytes, () => undefined);
  check(settings, models, new Set(lost)).catch((error: Error) => {
    process.stderr.write(`${error.message}\n`, () => process.exit(1));
  });
});
// The terminal sends Ctrl-C to both processes; whoever asked decides what it means.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

async function check(
  settings: EngineSettings,
  models: CheckRequest['models'],
  lost: ReadonlySet<string>,
): Promise<void> {
  const database = await openLocked({ ...settings, errorsAsJson: true });
  answer({ kind: 'ready' });
  for await (const verdict of checkModels(database, models, lost)) answer(verdict);
  answer({ kind: 'done' });
}
