// PostgreSQL: node postgresql.mjs prepare|table JOB
// A cluster of its own, with the settings that its manual advises for a first load. It stands in
// the folder for temporary files: root, whom the server refuses, hands it to somebody who must
// reach it, and a socket's path is short.
import { execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  createReadStream,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { answer, jobOf } from './job.mjs';

const { folder, format, threads, scratch } = jobOf();
const note = join(scratch, 'cluster.txt');
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
const ways = { prepare, table };
await ways[process.argv[2]]();

function prepare() {
  const cluster = mkdtempSync(join(tmpdir(), 'imbill-pg-'));
  writeFileSync(note, cluster);
  if (nobody.uid !== undefined) chownSync(cluster, nobody.uid, nobody.gid);
  execFileSync('initdb', ['-D', cluster, '-U', 'bench', '-A', 'trust', '--no-sync'], {
    ...nobody,
    cwd: '/',
    stdio: 'ignore',
  });
}

async function table() {
  const cluster = readFileSync(note, 'utf8');
  const server = startServer(cluster);
  const stopped = new Promise((resolve) => server.on('exit', resolve));
  process.once('SIGTERM', () => {
    server.kill('SIGQUIT');
    rmSync(cluster, { recursive: true, force: true });
    process.exit(1);
  });
  try {
    await untilReady(cluster, server);
    query(
      cluster,
      `create unlogged table logins (time timestamptz, app_id text, user_id text, result text,
        platform text)`,
    );
    for (const file of filesIn(folder)) await copy(cluster, join(folder, file));
    const days = query(
      cluster,
      `select app_id, cast(time as date), count(distinct user_id) from logins
        where result = 'success' group by 1, 2`,
    )
      .split('\n')
      .map((line) => line.split('|'))
      .map(([app, date, users]) => [app, date, Number(users)]);
    const version = query(cluster, 'show server_version');
    answer({ days, version, kept_bytes: bytesBelow(cluster) });
  } finally {
    server.kill('SIGINT');
    await stopped;
    rmSync(cluster, { recursive: true });
  }
}

function startServer(cluster) {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: cluster,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '8GB',
    shared_buffers: '1GB',
    work_mem: '512MB',
    max_parallel_workers_per_gather: `${threads}`,
    timezone: 'Asia/Shanghai',
  };
  const options = Object.entries(settings).flatMap(([name, is]) => ['-c', `${name}=${is}`]);
  return spawn('postgres', ['-D', cluster, ...options], { ...nobody, cwd: '/', stdio: 'ignore' });
}

async function untilReady(cluster, server) {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      return query(cluster, 'select 1');
    } catch (error) {
      if (server.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error('PostgreSQL did not become ready within 10 s');
}

function query(cluster, sql) {
  return execFileSync('psql', [...connectionTo(cluster), '-Atc', sql], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

async function copy(cluster, file) {
  const psql = spawn(
    'psql',
    [...connectionTo(cluster), '-c', 'copy logins from stdin with (format csv, header)'],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  const ended = new Promise((resolve) => psql.on('exit', resolve));
  const steps = [createReadStream(file)];
  if (format === 'csv.gz') steps.push(createGunzip());
  await pipeline(...steps, psql.stdin);
  if ((await ended) !== 0) throw new Error(`psql did not copy ${file}`);
}

function connectionTo(cluster) {
  return ['-X', '-v', 'ON_ERROR_STOP=1', '-h', cluster, '-U', 'bench', '-d', 'postgres'];
}

function filesIn(place) {
  return readdirSync(place)
    .filter((name) => name.endsWith(`.${format}`))
    .sort();
}

function bytesBelow(place) {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
