import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import type { ProgressTask } from '../base/progress.ts';
import { followStages } from './follow-stages.ts';
import { noteSession, type SessionNote, stopAbandonedSessions } from './noted-sessions.ts';
import { prepareSession } from './parity.ts';
import { SparkSession } from './session.ts';
import {
  assertLakeIsShared,
  type ClusterPlaces,
  clusterPlaces,
  type LakePlaces,
  shareLake,
} from './shared-lake.ts';
import type { SparkSettings } from './spark-settings.ts';

/** Spark cluster of a workspace. Nothing is sent to it before `session` is called. */
export interface SparkEngine {
  /** Settings of the cluster; `shared` without symbolic links. */
  settings: SparkSettings;
  /** Folders of the workspace that the executors see, absolute. */
  places: ClusterPlaces;
  /**
   * Returns the session, checked for billing. The first call opens it, and stops what a killed command of this
   * workspace left running.
   *
   * @throws {UserError} (exit 3) If the server cannot be used for billing.
   * @throws {SparkError} (exit 1) If it cannot be reached.
   */
  session(): Promise<SparkSession>;
  /** Returns Spark's version; opens the session. */
  version(): Promise<string>;
  /**
   * Returns the address under which Spark reads a path.
   *
   * @throws {UserError} (exit 3) If the path does not lie below `shared`, or holds a sign that Spark takes for a pattern.
   */
  pathForSpark(path: string): string;
  /** Shows stages and tasks as steps of a piece of work, until the returned function is called. */
  follow(task: ProgressTask): () => void;
  /** Stops everything that the session runs; for a command that is stopped. */
  interrupt(): Promise<void>;
  /** Closes the session, if it was opened. */
  close(): Promise<void>;
}

export interface EngineOptions {
  workspace: LakePlaces & {
    /** Folder for the notes of open sessions. */
    sparkSessions: string;
  };
  /**
   * Use of the workspace: to `write` it moves the lake to where the executors see it; to `read` it must be there;
   * a `check` needs none.
   */
  use: 'write' | 'read' | 'check';
  /** Bearer token; absent for a server without one. */
  token?: string | undefined;
}

/**
 * Prepares the use of a cluster.
 *
 * @throws {UserError} (exit 3) If there is no folder `shared` here, or its lake belongs to another workspace.
 */
export async function openSparkEngine(
  given: SparkSettings,
  { workspace, use, token }: EngineOptions,
): Promise<SparkEngine> {
  const settings = { ...given, shared: sharedFolder(given.shared) };
  if (use === 'write') await shareLake(workspace, settings.shared);
  else if (use === 'read') await assertLakeIsShared(workspace, settings.shared);
  const places = await clusterPlaces(workspace, settings.shared);
  const notes = workspace.sparkSessions;
  const { remote } = settings;
  const progress = followStages();
  let opening: Promise<OpenSession> | undefined;

  async function open(): Promise<OpenSession> {
    await stopAbandonedSessions(
      notes,
      (sessionId) => new SparkSession({ remote, token, sessionId }),
    );
    const session = new SparkSession({ remote, token, onProgress: progress.show });
    const note = await noteSession(notes, session.id);
    try {
      return { session, note, version: await prepareSession(session, settings.settings) };
    } catch (error) {
      await session.close();
      await note.remove();
      throw error;
    }
  }

  const opened = () => {
    opening ??= open();
    return opening;
  };
  const pathOf = addressOf(settings);

  return {
    settings,
    places,
    session: async () => (await opened()).session,
    version: async () => (await opened()).version,
    pathForSpark: pathOf,
    follow: progress.follow,
    async interrupt() {
      await (await opening)?.session.interrupt();
    },
    async close() {
      const open = await opening?.catch(() => undefined);
      await open?.session.close();
      await open?.note.remove();
    },
  };
}

interface OpenSession {
  session: SparkSession;
  note: SessionNote;
  version: string;
}

function sharedFolder(path: string): string {
  const seen = statSync(path, { throwIfNoEntry: false });
  if (seen?.isDirectory()) return realpathSync(path);
  throw new UserError(
    `engine.spark.shared is "${path}", which is ${seen === undefined ? 'not there' : 'no folder'}.\nAccepted: a folder that this machine and all executors see under this path.\nMount it here, or use --engine duckdb.`,
    exitCodes.badInput,
  );
}

/** Signs that Spark takes for a pattern or a list of paths. */
const patternSigns = /[*?[\]{}\\,]/;

function addressOf({ shared, readAs }: SparkSettings): (path: string) => string {
  return (path) => {
    const real = realPathOf(path);
    const below = relative(shared, real).split(sep).join('/');
    if (below === '..' || below.startsWith('../') || below === '')
      throw new UserError(
        `${path} does not lie below engine.spark.shared (${shared}), so the executors do not see it.\nMove it there, or use --engine duckdb.`,
        exitCodes.badInput,
      );
    if (patternSigns.test(real))
      throw new UserError(
        `The path ${JSON.stringify(real)} holds a sign that Spark takes for a pattern.\nAccepted: paths without * ? [ ] { } \\ and commas.\nRename the folder, or use --engine duckdb.`,
        exitCodes.badInput,
      );
    return readAs === undefined ? `file://${real}` : `${readAs}/${below}`;
  };
}

/** Resolves links of the part of a path that is there. */
function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPathOf(parent), basename(path));
  }
}
