import { getRequestListener } from '@hono/node-server';
import type { JobContext, ServeOptions } from '../../src/jobs/jobs.ts';
import { hostCheck } from '../../src/serve/allowed-hosts.ts';
import { createFrontDoor } from '../../src/serve/front-door.ts';
import { type Listening, listen } from '../../src/serve/listen.ts';
import { poolOptions, SqlPool } from '../../src/serve/sql-pool.ts';
import { untilStopped } from '../../src/serve/until-stopped.ts';
import { LatestSnapshot } from '../../src/snapshot/read/latest-snapshot.ts';
import { createWebApp } from './web-app.ts';

/** Serves the pages and the SQL box until the process is told to end. */
export async function serve(options: ServeOptions, context: JobContext): Promise<void> {
  const server = await openServer(options, context);
  await untilStopped(() => options.onListening(server.address));
  await server.close();
}

/** A server that takes requests; closing it ends the processes that answer queries, too. */
export async function openServer(
  options: Omit<ServeOptions, 'onListening'> & { script?: string },
  { workspace, threads }: Pick<JobContext, 'workspace' | 'threads'>,
): Promise<Listening> {
  const { host, port, say, script } = options;
  const latest = new LatestSnapshot(workspace.analytics, threads);
  const pool = new SqlPool(workspace, { ...poolOptions({ ...options, threads }), script });
  const app = createWebApp({ latest, say });
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
