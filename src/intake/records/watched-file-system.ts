import nodeFs, { type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { FileSystemAdapter } from 'tinyglobby';

/** Things that a walk finds and that the glob library does not report. */
export interface WatchedFileSystem {
  fs: FileSystemAdapter;
  unreadable: { path: string; code: string }[];
  /** Paths of symbolic links. */
  links: string[];
  /** Paths that are neither a file nor a folder nor a link. */
  special: string[];
  /** Paths of files whose names begin with a dot, in the folders that were walked. */
  hidden: string[];
}

/** Builds a file system for one walk with tinyglobby. */
export function watchedFileSystem(): WatchedFileSystem {
  const seen: WatchedFileSystem = { fs: {}, unreadable: [], links: [], special: [], hidden: [] };
  const readdir = (
    path: string,
    options: { withFileTypes: true },
    done: (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void,
  ) =>
    nodeFs.readdir(path, options, (error, entries) => {
      if (error) seen.unreadable.push({ path, code: error.code ?? 'unknown error' });
      for (const entry of entries ?? []) {
        if (entry.isSymbolicLink()) seen.links.push(join(path, entry.name));
        else if (entry.isFile() && entry.name.startsWith('.'))
          seen.hidden.push(join(path, entry.name));
        else if (!entry.isFile() && !entry.isDirectory()) seen.special.push(join(path, entry.name));
      }
      done(error, entries);
    });
  seen.fs = { readdir: readdir as unknown as typeof nodeFs.readdir };
  return seen;
}
