import type { JobContext, ServeOptions } from '../src/command-line/jobs.ts';
import { LatestSnapshot } from '../src/published/latest-snapshot.ts';
import { hostCheck } from '../src/serve/allowed-hosts.ts';
import { listen } from '../src/serve/listen.ts';
import { untilStopped } from '../src/serve/until-stopped.ts';
import { createWebApp } from './web-app.ts';

/** Serves the pages until the process is told to end. */
export async function serve(
  { host, port, onListening, say }: ServeOptions,
  { workspace, threads }: JobContext,
): Promise<void> {
  const latest = new LatestSnapshot(workspace.analytics, threads);
  const app = createWebApp({ latest, isOwnHost: hostCheck(host), say });
  const server = await listen(app, host, port);
  await untilStopped(() => onListening(server.address));
  await server.close();
  latest.close();
}
