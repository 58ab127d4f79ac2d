import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';
import { type AnomalyKind, readKind } from './kind.ts';

let read: AnomalyKind[] | undefined;

/** Returns the kinds of sql/anomalies, by name. Their files are read once a process. */
export function builtInKinds(): readonly AnomalyKind[] {
  read ??= readKinds();
  return read;
}

function readKinds(): AnomalyKind[] {
  const folder = join(packageRoot(), 'sql', 'anomalies');
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  return files.sort().map((file) =>
    readKind({
      name: file.slice(0, -'.sql'.length),
      path: `sql/anomalies/${file}`,
      text: readFileSync(join(folder, file), 'utf8').trimEnd(),
    }),
  );
}
