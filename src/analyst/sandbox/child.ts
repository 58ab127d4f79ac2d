import { ChildSession } from './child-session.ts';
import type { Answer, Request } from './protocol.ts';
import { watchMemory } from './watch-memory.ts';

/** The process in which a query runs: whatever a query does to it, nobody else is harmed. */
const answer = (message: Answer) => void process.send?.(message);
const session = new ChildSession(answer);
let previous = Promise.resolve();

process.on('message', (request: Request) => {
  if (request.kind === 'interrupt') session.interrupt(request.id);
  else previous = previous.then(() => session.handle(request));
  if (request.kind === 'open') watchMemory(request.settings.memoryMegabytes, answer);
});
// The terminal sends Ctrl-C to both processes; whoever asked decides what it means.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
