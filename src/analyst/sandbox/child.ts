import { ChildSession } from './child-session.ts';
import type { Answer, Request } from './protocol.ts';
import { watchMemory } from './watch-memory.ts';

/** The process in which a query runs. A query can harm no other process. */
const answer = (message: Answer) => void process.send?.(message);
const session = new ChildSession(answer);
let previous = Promise.resolve();

process.on('message', (request: Request) => {
  if (request.kind === 'interrupt') session.interrupt(request.id);
  else previous = previous.then(() => session.handle(request));
  if (request.kind === 'open') watchMemory(request.settings.memoryMegabytes, answer);
});
// The terminal sends Ctrl-C to both processes; the parent decides about this one.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
