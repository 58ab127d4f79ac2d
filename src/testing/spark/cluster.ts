import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeptProcess, type ProcessPlan } from './kept-process.ts';

/** A running cluster, as tests see it. */
export interface SparkCluster {
  /** Address of its Connect server, for engine.spark.remote. */
  remote: string;
  token: string;
  /** Folder with a log and a process id for each of `processNames`. */
  folder: string;
}

/** Processes of the cluster. Each is started again if it ends. */
export const processNames = ['master', 'worker-1', 'worker-2', 'connect'] as const;
export type ProcessName = (typeof processNames)[number];

const host = '127.0.0.1';
/** Spark starts a slow task a second time only on another host. Linux has further loopback addresses for that. */
const secondHost = platform() === 'linux' ? '127.0.0.2' : host;

/**
 * Settings of the application: executors come back however often tests kill them, and a task that takes longer than
 * others is started twice.
 */
const settings: Readonly<Record<string, string>> = {
  'spark.ui.enabled': 'false',
  'spark.connect.grpc.binding.address': host,
  'spark.deploy.maxExecutorRetries': '-1',
  'spark.speculation': 'true',
  'spark.speculation.interval': '500ms',
  'spark.speculation.quantile': '0.5',
  'spark.speculation.multiplier': '3',
  'spark.speculation.minTaskRuntime': '5s',
  'spark.sql.shuffle.partitions': '4',
  // Small data is counted sooner where no code is generated and compiled for it.
  'spark.sql.codegen.wholeStage': 'false',
  'spark.sql.codegen.factoryMode': 'NO_CODEGEN',
  'spark.sql.adaptive.enabled': 'false',
};

/**
 * Starts a standalone cluster on free loopback ports: a master, two workers of one core, and a Connect server that
 * wants a token. Each process has little memory.
 *
 * @param home Folder of Spark.
 * @returns The cluster, and what stops it. Logs are kept if `isKept`.
 */
export async function startCluster(
  home: string,
): Promise<{ cluster: SparkCluster; stop: (isKept: boolean) => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'imbill-spark-'));
  const token = randomUUID();
  const [masterPort = 0, connectPort = 0] = await freePorts(2);
  const master = `spark://${host}:${masterPort}`;
  const plans = [
    masterPlan(home, masterPort),
    workerPlan(home, master, { name: 'worker-1', host, folder }),
    workerPlan(home, master, { name: 'worker-2', host: secondHost, folder }),
    connectPlan(home, master, { port: connectPort, token, folder }),
  ];
  const processes = plans.map((plan) => new KeptProcess(plan, folder));
  const stop = async (isKept: boolean) => {
    for (const process of processes.reverse()) await process.stop();
    if (!isKept) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await mkdir(join(folder, 'warehouse'));
    // A worker and an application look for the master again until it is there.
    await Promise.all(processes.map((process) => process.start()));
  } catch (error) {
    await stop(true);
    throw error;
  }
  return { cluster: { remote: `sc://${host}:${connectPort}`, token, folder }, stop };
}

function masterPlan(home: string, port: number): ProcessPlan {
  const master = 'org.apache.spark.deploy.master.Master';
  const args = ['--host', host, '--port', `${port}`, '--webui-port', '0'];
  return {
    name: 'master',
    command: niced(home, 'spark-class', master, ...args),
    env: daemonEnv(home),
    ready: /New state: ALIVE/,
  };
}

function workerPlan(
  home: string,
  master: string,
  own: { name: ProcessName; host: string; folder: string },
): ProcessPlan {
  const worker = 'org.apache.spark.deploy.worker.Worker';
  const size = ['--cores', '1', '--memory', '1g', '--work-dir', join(own.folder, own.name)];
  const place = ['--host', own.host, '--webui-port', '0'];
  return {
    name: own.name,
    command: niced(home, 'spark-class', worker, ...size, ...place, master),
    env: { ...daemonEnv(home), SPARK_LOCAL_IP: own.host },
    ready: /Successfully registered with master/,
  };
}

function connectPlan(
  home: string,
  master: string,
  { port, token, folder }: { port: number; token: string; folder: string },
): ProcessPlan {
  const server = 'org.apache.spark.sql.connect.service.SparkConnectServer';
  const own = {
    ...settings,
    'spark.connect.grpc.binding.port': `${port}`,
    'spark.sql.warehouse.dir': join(folder, 'warehouse'),
  };
  const confs = Object.entries(own).flatMap(([key, value]) => ['--conf', `${key}=${value}`]);
  const memory = ['--driver-memory', '1g', '--executor-memory', '1g'];
  const args = ['--class', server, '--master', master, ...memory, ...confs, 'spark-internal'];
  return {
    name: 'connect',
    command: niced(home, 'spark-submit', ...args),
    // In the environment, where no list of processes shows it.
    env: { ...baseEnv(home), SPARK_CONNECT_AUTHENTICATE_TOKEN: token },
    ready: /Spark Connect server started/,
  };
}

/** The tests' own work goes first, so that no time limit of theirs is met. */
function niced(home: string, program: string, ...args: string[]): string[] {
  return ['nice', '-n', '5', join(home, 'bin', program), ...args];
}

function daemonEnv(home: string): NodeJS.ProcessEnv {
  return {
    ...baseEnv(home),
    SPARK_DAEMON_MEMORY: '256m',
    // Its port is not free to choose.
    SPARK_MASTER_OPTS: '-Dspark.master.rest.enabled=false',
  };
}

function baseEnv(home: string): NodeJS.ProcessEnv {
  const { PATH, HOME, JAVA_HOME, TMPDIR } = process.env;
  return {
    PATH,
    HOME,
    ...(JAVA_HOME && { JAVA_HOME }),
    ...(TMPDIR && { TMPDIR }),
    SPARK_HOME: home,
    SPARK_LOCAL_IP: host,
    SPARK_NO_DAEMONIZE: '1',
  };
}

/** Finds ports that nobody listens on. All are held until the last is found. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, host, resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
