import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, inject } from 'vitest';
import { prepareSession } from '../../spark/parity.ts';
import { parseRemote } from '../../spark/remote.ts';
import { SparkSession } from '../../spark/session.ts';
import type { ProcessName, SparkCluster } from './cluster.ts';

/** Describes tests that need the cluster. Without one they are skipped, and their title says so. */
export function describeWithSpark(title: string, tests: () => void): void {
  const isThere = inject('spark') !== undefined;
  describe.runIf(isThere)(isThere ? title : `${title} (not run: no Spark)`, tests);
}

/** Returns the cluster of the test run. */
export function sparkCluster(): SparkCluster {
  return inject('spark')!;
}

/** Opens a session of the cluster that counts as imbill's do. */
export async function openSession(): Promise<SparkSession> {
  const { remote, token } = sparkCluster();
  const session = new SparkSession({ remote: parseRemote(remote), token });
  await prepareSession(session);
  return session;
}

/** Lets a session generate code and change its plans, as that of a cluster does that was not made for tests. */
export function useWholeSpark(session: SparkSession): Promise<void> {
  return session.configure({
    'spark.sql.codegen.wholeStage': 'true',
    'spark.sql.codegen.factoryMode': 'FALLBACK',
    'spark.sql.adaptive.enabled': 'true',
  });
}

/** Kills a process of the cluster at once, or the executor of a worker. It is started again. */
export async function killInCluster(
  name: ProcessName | 'executor-1' | 'executor-2',
): Promise<void> {
  const isExecutor = name.startsWith('executor');
  const parent = isExecutor ? name.replace('executor', 'worker') : name;
  const pid = (await readFile(join(sparkCluster().folder, `${parent}.pid`), 'utf8')).trim();
  for (const one of isExecutor ? childrenOf(pid) : [pid]) process.kill(Number(one), 'SIGKILL');
}

/** Waits until the Connect server accepts calls, which takes a while after it was killed. */
export async function connectAnswers(): Promise<void> {
  const [, host, port] = /^sc:\/\/(.*):(\d+)$/.exec(sparkCluster().remote)!;
  for (let tries = 0; tries < 1200; tries += 1) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(Number(port), host!, () => resolve(true)).on('error', () =>
        resolve(false),
      );
      socket.unref().on('connect', () => socket.end());
    });
    if (isUp) return;
    await wait(200);
  }
  throw new Error('The Connect server does not come back.');
}

function childrenOf(pid: string): string[] {
  return execFileSync('pgrep', ['-P', pid], { encoding: 'utf8' }).split('\n').filter(Boolean);
}
