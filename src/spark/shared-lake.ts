import { constants } from 'node:fs';
import {
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { isThere } from '../base/is-there.ts';
import { sync, writeWholeFile } from '../base/whole-files.ts';

/** Folders of a workspace whose files the executors read; absolute. */
export interface LakePlaces {
  root: string;
  lake: string;
  scratch: string;
  counted: string;
}

/** Folders below `shared`, absolute. */
export interface ClusterPlaces {
  /** Workspace that they belong to. */
  root: string;
  /** Half-written files of the cluster. */
  scratch: string;
  /** Users' sets from which a later counting goes on. */
  counted: string;
}

/** Name of the file that names the workspace of a lake. It is no segment. */
const ownerName = 'workspace.json';

/** Returns the folders of the cluster: those of the workspace if they lie below `shared`, and else folders there. */
export async function clusterPlaces(
  { root, scratch, counted }: LakePlaces,
  shared: string,
): Promise<ClusterPlaces> {
  if (await isBelow(dirname(scratch), shared))
    return { root, scratch, counted: `${counted}-on-spark` };
  return { root, scratch: join(shared, 'scratch'), counted: join(shared, 'counted') };
}

/**
 * Brings the lake to where the executors see it. A lake of a workspace that does not lie below `shared` moves to
 * `<shared>/lake`, and a link takes its place. The next call finishes a move that was stopped.
 *
 * @param shared Without symbolic links.
 * @throws {UserError} (exit 3) If the lake there belongs to another workspace.
 */
export async function shareLake(places: LakePlaces, shared: string): Promise<void> {
  const { root, lake } = places;
  const { scratch } = await clusterPlaces(places, shared);
  if (scratch !== places.scratch) {
    const target = join(shared, 'lake');
    await finishMove(lake);
    if (!(await isBelow(lake, shared))) {
      await claimLake(target, root);
      await moveLake(lake, target);
    } else if ((await realpath(lake)) === target) await claimLake(target, root);
    await rm(scratch, { recursive: true, force: true });
  }
  await mkdir(scratch, { recursive: true });
}

/** @throws {UserError} (exit 3) If the executors do not see the lake yet. */
export async function assertLakeIsShared({ lake }: LakePlaces, shared: string): Promise<void> {
  if (!isThere(lake) || (await isBelow(lake, shared))) return;
  throw new UserError(
    `The lake (${lake}) does not lie below engine.spark.shared (${shared}) yet, so the executors do not see it.\nRun imbill load, which moves it there, or use --engine duckdb.`,
    exitCodes.badInput,
  );
}

/** Finishes a move that was stopped between its last two steps. */
export async function finishMove(lake: string): Promise<void> {
  const moved = movedName(lake);
  if (!isThere(moved)) return;
  const isLinked = await lstat(lake).then(
    () => true,
    () => false,
  );
  if (!isLinked) await rename(linkName(lake), lake);
  await rm(moved, { recursive: true, force: true });
}

const movedName = (lake: string) => `${lake}.moved`;
const linkName = (lake: string) => `${lake}.link`;

/** Writes who owns a lake, or checks it. */
async function claimLake(lake: string, root: string): Promise<void> {
  const workspace = await realpath(root);
  const path = join(lake, ownerName);
  await mkdir(lake, { recursive: true });
  const found = await readFile(path, 'utf8').catch(() => undefined);
  if (found === undefined) {
    const others = (await readdir(lake)).filter((name) => !name.startsWith('.'));
    if (others.length > 0)
      throw refused(lake, `holds ${others[0]} and names no workspace`, 'Empty it');
    return writeWholeFile(path, (aside) => writeFile(aside, `${JSON.stringify({ workspace })}\n`));
  }
  const owner = ownerOf(found);
  if (owner === workspace) return;
  throw refused(
    lake,
    `belongs to the workspace ${owner ?? 'of a file that cannot be read'}`,
    `If that is this one, and it was renamed, write ${JSON.stringify({ workspace })} to ${path}`,
  );
}

function refused(lake: string, seen: string, next: string): UserError {
  return new UserError(
    `The lake of the cluster (${lake}) ${seen}.\nAccepted: a lake of this workspace, or an empty folder.\n${next}, or set another folder as engine.spark.shared.`,
    exitCodes.badInput,
  );
}

function ownerOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { workspace?: string }).workspace;
  } catch {
    return undefined;
  }
}

/** Copies a lake, syncs the copy, and puts a link in its place. */
async function moveLake(lake: string, target: string): Promise<void> {
  await mkdir(dirname(lake), { recursive: true });
  if (isThere(lake)) await copyWhole(await realpath(lake), target);
  await sync(target);
  await rm(linkName(lake), { force: true });
  await symlink(target, linkName(lake));
  if (isThere(lake)) await rename(lake, movedName(lake));
  await rename(linkName(lake), lake);
  await sync(dirname(lake));
  await rm(movedName(lake), { recursive: true, force: true });
}

async function copyWhole(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const folders = new Set<string>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const copy = join(to, relative(from, path));
    await mkdir(dirname(copy), { recursive: true });
    folders.add(dirname(copy));
    // A copy has its name only when it is whole.
    if (isThere(copy) && (await stat(copy)).size === (await stat(path)).size) continue;
    await writeWholeFile(copy, (aside) => copyFile(path, aside, constants.COPYFILE_FICLONE));
  }
  for (const folder of folders) await sync(folder);
}

async function isBelow(path: string, folder: string): Promise<boolean> {
  const real = await realpath(path).catch(() => path);
  const below = relative(folder, real);
  return below !== '' && below !== '..' && !below.startsWith(`..${sep}`) && !below.startsWith(sep);
}
