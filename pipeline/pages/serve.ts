import { getRequestListener } from '@hono/node-server';
import type { JobContext } from '../../src/jobs/job-context.ts';
import type { ServeOptions } from '../../src/jobs/pages.ts';
import { hostCheck, isLoopbackHost } from '../../src/serve/allowed-hosts.ts';
import { createFrontDoor } from '../../src/serve/front-door.ts';
import { type Listening, listen } from '../../src/serve/listen.ts';
import { poolOptions, SqlPool } from '../../src/serve/sql-pool.ts';
import { untilStopped } from '../../src/serve/until-stopped.ts';
import { LatestSnapshot } from '../../src/snapshot/read/latest-snapshot.ts';
import { assertWorkspace } from '../../src/snapshot/read/with-snapshot.ts';
import { SavedPages } from './saved-pages.ts';
import { setTodayOf } from './set-today.ts';
import { createWebApp } from './web-app.ts';

/**
 * Serves the pages and the SQL box until the process is told to stop.
 *
 * @throws {UserError} (exit 2) If the folder is not a workspace, or the address cannot be used.
 */
export async function serve(
  options: ServeOptions,
  context: JobContext & { now?(): number },
): Promise<void> {
  assertWorkspace(context.workspace);
  const { host } = options;
  if (!isLoopbackHost(host))
    context.say(
      `Warning: --host ${host} lets everybody who reaches this machine read all that is published; there is no password.\n`,
    );
  const server = await openServer(options, context);
  await untilStopped(() => options.onListening(server.address));
  await server.close();
}

/** Opens a server that accepts requests. Closing it also ends the processes that answer queries. */
export async function openServer(
  options: Omit<ServeOptions, 'onListening'>,
  {
    workspace,
    threads,
    say,
    script,
    builtAssets,
    now = Date.now,
  }: Pick<JobContext, 'workspace' | 'threads' | 'say'> & {
    script?: string;
    builtAssets?: string;
    now?(): number;
  },
): Promise<Listening> {
  const { host, port } = options;
  const latest = new LatestSnapshot(workspace.analytics, threads);
  const pool = new SqlPool(workspace, { ...poolOptions({ ...options, threads }), script });
  const app = createWebApp({
    latest,
    say,
    setToday: setTodayOf({ workspace, now }),
    ...(builtAssets !== undefined && { builtAssets }),
    saved: { pages: new SavedPages(workspace), pool },
  });
  const door = createFrontDoor({
    isOwnHost: hostCheck(host),
    pool,
    pages: getRequestListener(app.fetch),
    onError: (error) => say(`${(error as Error).stack ?? error}\n`),
  });
  const server = await listen(door, host, port);
  return {
    address: server.address,
    async close() {
      await server.close();
      await pool.close();
      latest.close();
    },
  };
}
