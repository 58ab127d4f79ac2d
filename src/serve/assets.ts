import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';

/** A file that pages load. */
export interface Asset {
  text: string;
  /** Media type. */
  type: string;
}

/**
 * Reads the files of `reports/web/static` and those that are built for pages, by name. No other file of the disk is
 * ever served.
 *
 * @param built Folder of the built files. Without it, or before a build, the SQL box is a plain text field.
 */
export function readAssets(built = join(packageRoot(), 'dist', 'web')): Map<string, Asset> {
  const folders = [join(packageRoot(), 'reports', 'web', 'static'), built];
  const paths = folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder)
      .sort()
      .map((name) => join(folder, name)),
  );
  return new Map(
    paths.map((path) => [
      basename(path),
      { text: readFileSync(path, 'utf8'), type: typeOf(extname(path)) },
    ]),
  );
}

function typeOf(extension: string): string {
  const type = types[extension];
  if (type === undefined)
    throw new Error(`The files for pages include one of an unknown kind: ${extension}`);
  return type;
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
