import { posix } from 'node:path';

/**
 * Returns the places that a manifest may mean by a name, the most probable first: beside the manifest, and below the
 * workspace. An address such as `s3://logs/a.csv` means the file of that name beside it.
 *
 * @param manifest Path of the manifest, relative to the workspace, with `/`.
 * @returns None if the name leads out of the workspace.
 */
export function placesOf(manifest: string, name: string): string[] {
  const isAddress = /^[a-z][a-z0-9+.-]*:\/\//i.test(name);
  const path = isAddress ? name.slice(name.lastIndexOf('/') + 1) : name;
  if (path.startsWith('/') || /^[a-z]:[\\/]/i.test(path)) return [];
  const beside = posix.normalize(posix.join(posix.dirname(manifest), path));
  const below = posix.normalize(path);
  return [...new Set([beside, below])].filter(isInside);
}

function isInside(path: string): boolean {
  return path !== '.' && path !== '..' && !path.startsWith('../') && !path.startsWith('/');
}
