import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import picomatch from 'picomatch';
import { glob } from 'tinyglobby';
import { exitCodes, UserError } from '../../base/errors.ts';
import { sourceKinds } from '../../metrics/source-kinds.ts';
import { refusal } from '../bytes/refusal.ts';
import { fileOnDisk, memberOf } from '../bytes/zip-name.ts';
import { isManifest } from '../manifests/listed-file.ts';
import { withZipMembers } from './delivered-zip.ts';
import type { SourceSettings } from './source-settings.ts';
import { ignoredBy } from './unfinished-files.ts';
import { type WatchedFileSystem, watchedFileSystem } from './watched-file-system.ts';

/** A file that a source's globs match. */
export interface MatchedFile {
  source: SourceSettings;
  path: string;
  /** Relative to the workspace, with `/`. */
  name: string;
}

/** Files that the sources match. */
export interface DeliveredFiles {
  /** By name, in byte order. */
  files: MatchedFile[];
  /** Names of files that are no deliveries: unfinished or hidden ones; sorted. */
  leftOut: string[];
}

/**
 * Finds all files that the sources match. Hidden files and those of `ignore` are left out, and manifests, which are
 * no logs. If two entries of one kind match a file, it belongs to the first.
 *
 * @param ignore Globs of files that are no deliveries; the default ones where absent.
 * @throws {UserError} (exit 3) With every folder that cannot be read, and every match that is no file. Data
 *   that is there and cannot be read must not look like none.
 */
export async function deliveredFiles(
  root: string,
  sources: readonly SourceSettings[],
  ignore?: readonly string[],
): Promise<DeliveredFiles> {
  const found = new Map<string, MatchedFile>();
  const leftOut = new Set<string>();
  const problems = new Set<string>();
  const isIgnored = ignoredBy(ignore);
  const nameOf = (path: string) => relative(root, path).split(sep).join('/');
  for (const source of sources) {
    const seen = watchedFileSystem();
    const names = await glob(source.files, {
      cwd: root,
      expandDirectories: false,
      onlyFiles: true,
      fs: seen.fs,
    });
    for (const problem of await problemsOf(root, source, seen, isIgnored)) problems.add(problem);
    const isMatch = matcherOf(source, { dot: true });
    for (const name of seen.hidden.map(nameOf)) if (isMatch(name)) leftOut.add(name);
    for (const name of names) {
      const key = `${source.kind}\n${name}`;
      if (isIgnored(name)) leftOut.add(name);
      else if (isManifest(name)) continue;
      else if (memberOf(name) !== undefined) problems.add(looksLikeMember(name));
      else if (!found.has(key)) found.set(key, { source, name, path: join(root, name) });
    }
  }
  if (problems.size > 0) {
    throw new UserError([...problems].sort().join('\n\n'), exitCodes.badInput);
  }
  const members = await withZipMembers([...found.values()], isIgnored);
  for (const name of members.leftOut) leftOut.add(name);
  const files = members.files.sort(
    (a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)) || order(a) - order(b),
  );
  for (const { name } of files) leftOut.delete(name);
  return { files, leftOut: [...leftOut].sort() };
}

/** Builds the test whether the globs of a source match a name, of a file in a zip file by the zip file. It need not exist. */
export function matcherOf(
  { files }: SourceSettings,
  options: { dot?: boolean } = {},
): (name: string) => boolean {
  const isWithout = (glob: string) => glob.startsWith('!') && !glob.startsWith('!(');
  const without = files.filter(isWithout).map((glob) => glob.slice(1));
  const isMatch = picomatch(
    files.filter((glob) => !isWithout(glob)),
    { ...options, ignore: without },
  );
  return (name) => isMatch(fileOnDisk(name));
}

function order({ source }: MatchedFile): number {
  return sourceKinds.indexOf(source.kind);
}

async function problemsOf(
  root: string,
  source: SourceSettings,
  seen: WatchedFileSystem,
  isIgnored: (name: string) => boolean,
): Promise<string[]> {
  const nameOf = (path: string) => relative(root, path).split(sep).join('/');
  const isMatch = matcherOf(source);
  const isDelivery = (name: string) => isMatch(name) && !isIgnored(name);
  const problems = seen.unreadable
    .filter(({ path, code }) => code !== 'ENOENT' && !isIgnored(`${nameOf(path)}/`))
    .map(({ path, code }) => unreadable(nameOf(path), code));
  for (const link of seen.links.filter((path) => isDelivery(nameOf(path)))) {
    const code = await stat(link).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code ?? 'unknown error',
    );
    if (code !== undefined) problems.push(unreadable(nameOf(link), code));
  }
  const special = seen.special.map(nameOf).filter(isDelivery);
  return [...problems, ...special.map(notAFile)];
}

function looksLikeMember(name: string): string {
  return refusal(
    name,
    'the path holds .zip!/, which is how imbill names a file in a zip file',
    'files whose path does not hold it',
    'Rename the folder',
  ).message;
}

function unreadable(name: string, code: string): string {
  return refusal(
    name,
    `a match of the source cannot be read (${code})`,
    'files and folders that are there and that this user may read',
    "Correct the permissions or the link, or narrow the source's files: in imbill.yaml",
  ).message;
}

function notAFile(name: string): string {
  return refusal(
    name,
    'this is neither a file nor a folder',
    'regular files',
    "Remove it, or narrow the source's files: in imbill.yaml so that it does not match",
  ).message;
}
