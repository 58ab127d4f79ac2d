import { readViews } from '../views/read-views.ts';
import type { ViewProblem } from '../views/view.ts';
import { type SavedPage, savedPage } from './saved-page.ts';

/** Files that the globs of `pages` match: the pages, and the problems of the other files. */
export interface FoundPages {
  /** By path, in byte order; each name once. */
  pages: SavedPage[];
  problems: ViewProblem[];
}

/**
 * Reads the queries that are shown as pages. Files are read as those of `models` are: no links, no hidden files, at
 * most 1 MB of UTF-8.
 *
 * @param root Folder of the workspace.
 * @param globs Globs relative to it; only `.sql` files count.
 */
export async function readSavedPages(root: string, globs: readonly string[]): Promise<FoundPages> {
  const { views, problems } = await readViews(root, globs);
  return { pages: views.map(savedPage), problems };
}
