import { stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import picomatch from 'picomatch';
import { glob } from 'tinyglobby';
import {
  type WatchedFileSystem,
  watchedFileSystem,
} from '../../intake/records/watched-file-system.ts';
import { readViewFile } from './read-view-file.ts';
import { problemOf, type View, type ViewProblem } from './view.ts';
import { nameKey, nameProblem, viewName } from './view-name.ts';

/** Most files: each costs a batch some milliseconds. */
export const mostViews = 500;

/** Files that the globs of `models` match: the readable ones, and the problems of the others. */
export interface FoundViews {
  /** Views by path, in byte order; each name once. */
  views: View[];
  problems: ViewProblem[];
}

/**
 * Reads the analysts' `.sql` files. Hidden files and links are left out. A matching file that is left out is a
 * problem, never an error.
 *
 * @param root Folder of the workspace.
 * @param globs Globs relative to it; only `.sql` files count.
 */
export async function readViews(root: string, globs: readonly string[]): Promise<FoundViews> {
  if (globs.length === 0) return { views: [], problems: [] };
  const seen = watchedFileSystem();
  const names = await glob([...globs], {
    cwd: root,
    expandDirectories: false,
    onlyFiles: true,
    followSymbolicLinks: false,
    fs: seen.fs,
  });
  const paths = names.filter(isSql).sort(byteOrder);
  const problems = [...(await passedOver(root, globs, seen)), ...tooMany(paths)];
  const views: View[] = [];
  for (const path of paths.slice(0, mostViews)) {
    const name = viewName(path);
    const wrongName = nameProblem(name);
    const read = wrongName ? { problem: wrongName } : await readViewFile(root, path);
    if ('problem' in read) problems.push(problemOf(path, read.problem));
    else views.push({ name, path, text: read.text });
  }
  return withoutTwins(views, problems);
}

const isSql = (name: string) => /[^/]\.sql$/i.test(name);

function byteOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function tooMany(paths: readonly string[]): ViewProblem[] {
  const first = paths[mostViews];
  if (first === undefined) return [];
  const message = `This file and all after it are too many: models: in imbill.yaml matches ${paths.length}.\nAccepted: ${mostViews} files.`;
  return [problemOf(first, message)];
}

/** Reports links, unreadable folders, pipes and the like in the place of a file. */
async function passedOver(
  root: string,
  globs: readonly string[],
  { links, special, unreadable }: WatchedFileSystem,
): Promise<ViewProblem[]> {
  const nameOf = (path: string) => relative(root, path).split(sep).join('/');
  const isMatch = picomatch(globs.filter((pattern) => !pattern.startsWith('!')));
  const problems: ViewProblem[] = [];
  for (const path of links) {
    const target = await stat(path).catch(() => undefined);
    const name = nameOf(path);
    const isMeant = target?.isDirectory()
      ? isMatch(`${name}/model.sql`)
      : isSql(name) && isMatch(name);
    if (isMeant) problems.push(problemOf(name, link));
  }
  for (const name of special.map(nameOf).filter((path) => isSql(path) && isMatch(path))) {
    problems.push(
      problemOf(name, 'This is neither a file nor a folder.\nAccepted: regular files.'),
    );
  }
  for (const { path, code } of unreadable.filter((one) => one.code !== 'ENOENT')) {
    const message = `The folder cannot be read (${code}).\nAccepted: folders that this user may read.`;
    problems.push(problemOf(nameOf(path), message));
  }
  return problems;
}

const link = 'This is a link; links are not followed.\nAccepted: files of the workspace itself.';

/** Leaves out all files that share a name: nobody knows which one was meant. */
function withoutTwins(views: readonly View[], problems: readonly ViewProblem[]): FoundViews {
  const byName = new Map<string, View[]>();
  for (const view of views) {
    const key = nameKey(view.name);
    byName.set(key, [...(byName.get(key) ?? []), view]);
  }
  const groups = [...byName.values()];
  const ofTwins = groups.filter((group) => group.length > 1).flatMap(twinProblems);
  return {
    views: groups.flatMap((group) => (group.length === 1 ? group : [])),
    problems: [...problems, ...ofTwins].sort((a, b) => byteOrder(a.path, b.path)),
  };
}

function twinProblems(group: readonly View[]): ViewProblem[] {
  return group.map(({ path, name }) => {
    const other = group.find((view) => view.path !== path)?.path;
    const message = `The name ${name} is also that of ${other}; none of them becomes a view.\nAccepted: each name once, whatever its case.`;
    return problemOf(path, message);
  });
}
