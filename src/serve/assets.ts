import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';

/** A file of `reports/web/static`. */
export interface Asset {
  text: string;
  /** Media type. */
  type: string;
}

/** Reads all files of `reports/web/static`, by name. No other file of the disk is ever served. */
export function readAssets(): Map<string, Asset> {
  const folder = join(packageRoot(), 'reports', 'web', 'static');
  return new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [
        name,
        { text: readFileSync(join(folder, name), 'utf8'), type: typeOf(extname(name)) },
      ]),
  );
}

function typeOf(extension: string): string {
  const type = types[extension];
  if (type === undefined)
    throw new Error(`reports/web/static holds a file of an unknown kind: ${extension}`);
  return type;
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
