import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { createTarPacker } from 'modern-tar';
import { exitCodes, UserError } from '../../base/errors.ts';
import { packageRoot } from '../../base/package-root.ts';
import { sha256Of, sha256OfFile } from '../../base/sha256.ts';
import { writeWholeFile } from '../../base/whole-files.ts';
import { startScript } from './start-script.ts';
import { filesBelow, workerCode } from './worker-files.ts';

/** File of an archive: its name there, and its content or the path that holds it. */
interface PackedFile {
  name: string;
  isExecutable: boolean;
  content: { path: string } | { text: string };
}

/** All that an archive holds. */
export interface WorkerContents {
  files: readonly PackedFile[];
  /** Hash over names and contents. */
  sha256: string;
  code_sha256: string;
  node: string;
  /** System that it runs on, such as `linux-x64`. */
  platform: string;
}

const bindings = '@duckdb/node-bindings';

/**
 * Lists all that a worker needs on a machine without imbill: this Node.js, DuckDB, the worker's code, and a script that
 * starts it.
 *
 * @param root Folder of the package.
 * @throws {UserError} (exit 1) If this Node.js does not run alone, or the package was not built.
 */
export async function workerContents(root = packageRoot()): Promise<WorkerContents> {
  assertRunsAlone();
  const code = workerCode(root);
  const system = { node: process.version, platform: `${process.platform}-${process.arch}` };
  const fileOf = (name: string, path: string): PackedFile => ({
    name,
    isExecutable: name === 'bin/node',
    content: { path },
  });
  const files = [
    { name: 'run', isExecutable: true, content: { text: startScript(system) } },
    fileOf('bin/node', process.execPath),
    ...code.names.map((name) => fileOf(name, join(root, name))),
    ...duckdbFolders(root).flatMap(({ name, folder }) =>
      filesBelow(folder, '.')
        .filter((file) => !/\.(md|ts|map)$/.test(file))
        .map((file) => fileOf(`node_modules/${name}/${file}`, join(folder, file))),
    ),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  const lines = await Promise.all(
    files.map(async ({ name, content }) => `${await hashOf(content)}  ${name}\n`),
  );
  return { files, sha256: sha256Of(lines.join('')), code_sha256: code.sha256, ...system };
}

function hashOf(content: PackedFile['content']): Promise<string> | string {
  return 'text' in content ? sha256Of(content.text) : sha256OfFile(content.path);
}

/** Refuses a Node.js that needs libraries beside it, as those of some distributions do. */
function assertRunsAlone(): void {
  const settings = Object.entries(process.config.variables as Record<string, unknown>);
  const shared = settings.filter(([name, value]) => /^node_shared/.test(name) && value === true);
  if (shared.length === 0) return;
  throw new UserError(
    `This Node.js (${process.execPath}) needs libraries of its system: ${shared.map(([name]) => name).join(', ')}.\nAccepted: Node.js that runs alone, as from nodejs.org.\nInstall one and run again with it.`,
    exitCodes.failed,
  );
}

/** Finds the packages that DuckDB consists of, for the system that this process runs on. */
function duckdbFolders(root: string): { name: string; folder: string }[] {
  const binding = packageIn(bindings, join(root, 'package.json'));
  const manifest = manifestOf(binding);
  const system = `${bindings}-${process.platform}-${process.arch}`;
  const own = Object.keys(manifest.optionalDependencies ?? {}).filter((name) =>
    name.startsWith(system),
  );
  const native = own.flatMap((name) => optionalPackage(name, join(binding, 'package.json')));
  if (native.length === 0)
    throw new UserError(
      `There is no ${system}: DuckDB is not installed for this system.\nInstall imbill again on this machine: npm ci`,
      exitCodes.failed,
    );
  const others = Object.keys(manifest.dependencies ?? {}).map((name) => ({
    name,
    folder: packageIn(name, join(binding, 'package.json')),
  }));
  return [{ name: bindings, folder: binding }, ...native, ...others];
}

interface Manifest {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function packageIn(name: string, from: string): string {
  return dirname(createRequire(from).resolve(`${name}/package.json`));
}

/** Finds a package that is installed on some systems only. */
function optionalPackage(name: string, from: string): { name: string; folder: string }[] {
  try {
    return [{ name, folder: packageIn(name, from) }];
  } catch {
    return [];
  }
}

/**
 * Writes the archive of a worker, a tar.gz. The same contents give the same bytes.
 *
 * @returns Its size, and its hash as lower-case hex.
 */
export async function packWorker(
  { files }: Pick<WorkerContents, 'files'>,
  path: string,
): Promise<{ bytes: number; sha256: string }> {
  await writeWholeFile(path, (aside) => writeArchive(files, aside));
  return { bytes: (await stat(path)).size, sha256: await sha256OfFile(path) };
}

async function writeArchive(files: readonly PackedFile[], path: string): Promise<void> {
  const { readable, controller } = createTarPacker();
  const written = pipeline(Readable.fromWeb(readable), createGzip(), createWriteStream(path));
  const packed = addAll(files, controller).then(
    () => controller.finalize(),
    (error) => controller.error(error),
  );
  await Promise.all([written, packed]);
}

async function addAll(
  files: readonly PackedFile[],
  controller: ReturnType<typeof createTarPacker>['controller'],
): Promise<void> {
  for (const { name, isExecutable, content } of files) {
    const size =
      'text' in content ? Buffer.byteLength(content.text) : (await stat(content.path)).size;
    const mode = isExecutable ? 0o755 : 0o644;
    const fixed = { mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' };
    const body = controller.add({ name, size, mode, type: 'file', ...fixed });
    const bytes =
      'text' in content ? Readable.from([content.text]) : createReadStream(content.path);
    await pipeline(bytes, Writable.fromWeb(body));
  }
}
