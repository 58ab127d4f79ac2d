/** A file that a manifest lists. */
export interface ListedFile {
  /** Name in the manifest: relative to its folder, or an address. */
  name: string;
  /** Place in the manifest, such as `line 3` or `files[2]`. */
  place: string;
  /** Size as delivered. */
  bytes?: number;
  /** Data rows, without headers. */
  rows?: number;
  /** SHA-256 of the file as delivered, lower-case hex. */
  sha256?: string;
}

/** Largest manifest that is read; it lists more than a hundred thousand files. */
export const mostManifestBytes = 16 * 1024 ** 2;

/** Tells whether a file lists other files and is no log, by its name in any case. */
export function isManifest(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return isJsonManifest(name) || /^sha256sums(\.txt)?$|\.sha256$/.test(name);
}

/** Tells whether a manifest is JSON: `manifest.json` or `….manifest.json`. */
export function isJsonManifest(path: string): boolean {
  return /(^|[./])manifest\.json$/i.test(path);
}

/** Globs that match every manifest, in any case. */
export const manifestGlobs = [
  '*manifest.json',
  'sha256sums',
  'sha256sums.txt',
  '*.sha256',
] as const;
