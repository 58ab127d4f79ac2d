import { realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';

/** Absolute paths in a workspace. Source: DESIGN, "A workspace". */
export interface Workspace {
  root: string;
  settings: string;
  accounts: string;
  prices: string;
  /** One writer at a time. */
  warehouse: string;
  /** Objects that `imbill fetch` brought; its lock, too. */
  fetched: string;
  /** Who has the warehouse open, for the message to whoever comes second. */
  lockNote: string;
  /** Accepted raw rows: `<source>/<billing day>/<batch>.parquet`. */
  lake: string;
  /** Sets of a counted month, from which a later counting goes on; to be had again from the lake. */
  counted: string;
  /** Keys of user ids, by month and app. */
  keys: string;
  /** Half-written things; emptied whenever the warehouse is opened. */
  scratch: string;
  /** Notes of the sessions that are open on a Spark cluster. */
  sparkSessions: string;
  /** Packed worker, to be sent to a Spark cluster. */
  packedWorker: string;
  /** Folder for analysts. */
  analytics: string;
  /** Note of the provenance of the snapshot. */
  publishedNote: string;
  /** Notes of the last end of each job, a file each. */
  jobNotes: string;
  /** Note of the state of the log. */
  logNote: string;
  /** The log as files of C2SP tlog-tiles; made from the warehouse. */
  log: string;
  out: string;
}

/**
 * Returns the places of a workspace.
 *
 * @throws {UserError} (exit 2) If the database cannot open files there.
 */
export function workspaceAt(folder: string): Workspace {
  const root = resolve(folder);
  assertUsable(root);
  const own = join(root, '.imbill');
  return {
    root,
    settings: join(root, 'imbill.yaml'),
    accounts: join(root, 'accounts'),
    prices: join(root, 'prices'),
    warehouse: join(own, 'warehouse.duckdb'),
    fetched: join(own, 'fetched.duckdb'),
    lockNote: join(own, 'lock.json'),
    lake: join(own, 'lake'),
    counted: join(own, 'counted'),
    keys: join(own, 'keys'),
    scratch: join(own, 'scratch'),
    sparkSessions: join(own, 'spark-sessions'),
    packedWorker: join(own, 'worker'),
    analytics: join(own, 'analytics.duckdb'),
    publishedNote: join(own, 'published.json'),
    jobNotes: join(own, 'jobs'),
    logNote: join(own, 'log.json'),
    log: join(own, 'log'),
    out: join(root, 'out'),
  };
}

/** Refuses a path that DuckDB would split: at `?`, also behind a link; beside a pattern at `\\`, too. */
function assertUsable(root: string): void {
  const path = [root, realPathOf(root)].find((path) => path.includes('?')) ?? root;
  const seen = path.match(sep === '\\' ? /\?/ : /[?\\]/)?.[0];
  if (seen === undefined) return;
  throw new UserError(
    `The path of the workspace is ${JSON.stringify(path)}, with a ${seen}.\nAccepted: paths without ${sep === '\\' ? '?' : '? and \\'}, as the database cannot open files there.\nRename or move the folder, and run again.`,
    exitCodes.wrongUsage,
  );
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
