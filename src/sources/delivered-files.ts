import { join } from 'node:path';
import { glob } from 'tinyglobby';
import type { SourceSettings } from './source-settings.ts';

/** A file that a source's globs match. */
export interface MatchedFile {
  source: SourceSettings;
  path: string;
  /** Relative to the workspace, with `/`. */
  name: string;
}

/**
 * All files that the sources match, by name (byte order). Hidden files are left out; a file that
 * two entries of one kind match belongs to the first.
 */
export async function deliveredFiles(
  root: string,
  sources: readonly SourceSettings[],
): Promise<MatchedFile[]> {
  const found = new Map<string, MatchedFile>();
  for (const source of sources) {
    const names = await glob(source.files, {
      cwd: root,
      expandDirectories: false,
      onlyFiles: true,
    });
    for (const name of names) {
      const key = `${source.kind}\n${name}`;
      if (!found.has(key)) found.set(key, { source, name, path: join(root, name) });
    }
  }
  return [...found.values()].sort(
    (a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)) || order(a) - order(b),
  );
}

function order({ source }: MatchedFile): number {
  return ['logins', 'bandwidth', 'groups', 'daily'].indexOf(source.kind);
}
