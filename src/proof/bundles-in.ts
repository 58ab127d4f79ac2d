/**
 * Groups files by the proof that they belong to. A folder with a checksum list, a log entry or an inclusion
 * proof is a proof.
 *
 * @param paths Paths with `/`, in any order.
 * @returns Paths by name within the proof, by folder, in the order of the folders; empty without proofs.
 */
export function bundlesIn(paths: Iterable<string>): Map<string, Map<string, string>> {
  const all = [...paths];
  const folders = new Set(all.filter(isMark).map(folderOf));
  return new Map(
    [...folders].sort().map((folder) => {
      const beginning = folder === '' ? '' : `${folder}/`;
      const own = all.filter(
        (path) => path.startsWith(beginning) && ownerOf(path, folders) === folder,
      );
      return [folder, new Map(own.map((path) => [path.slice(beginning.length), path]))];
    }),
  );
}

/** Tells if a file is one that only a proof has, directly in its folder. */
function isMark(path: string): boolean {
  return /\.(?:sha256|entry\.json|tlog-proof)$/.test(path) && !/(?:^|\/)before\/[^/]+$/.test(path);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** Finds the nearest folder around a file that is a proof. */
function ownerOf(path: string, folders: ReadonlySet<string>): string | undefined {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (folders.has(folder)) return folder;
    if (folder === '') return undefined;
  }
}
