import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { exitCodes, UserError } from '../../base/errors.ts';
import { sha256Of, sha256OfFile } from '../../base/sha256.ts';
import { readSmallFile } from '../../base/small-file.ts';
import { checksumsOf, parseChecksums } from './export-checksums.ts';
import { type ExportedFile, type ExportManifest, parseManifest } from './export-format.ts';

/** Size limit of a manifest: exports may have hundreds of thousands of files. */
const mostListBytes = 512 * 1024 ** 2;

const own = ['manifest.json', 'SHA256SUMS'];

/**
 * Reads an export's manifest and compares every file with it, before anything is imported.
 *
 * @throws {UserError} (exit 2) If the folder is no export, (exit 3) naming every missing, altered or
 *   unknown file.
 */
export async function checkExport(folder: string): Promise<ExportManifest> {
  const text = await readWhole(join(folder, 'manifest.json')).catch((cause) => {
    throw new UserError(
      `${folder} is no export of imbill: its manifest.json ${cause.code === undefined ? cause.message : `cannot be read (${cause.code})`}.\nName the folder that imbill export ledger wrote.`,
      exitCodes.wrongUsage,
      { cause },
    );
  });
  const manifest = parseManifest(text, join(folder, 'manifest.json'));
  const problems = await checksumProblems(folder, manifest, text);
  const known = new Set([...own, ...manifest.files.map(({ path }) => path)]);
  for (const file of manifest.files) problems.push(...(await fileProblems(folder, file)));
  for (const path of await pathsBelow(folder))
    if (!known.has(path)) problems.push(`${path} does not belong to the export`);
  refuseDifferences(folder, problems);
  return manifest;
}

/** Reads a list file as it is. It is checked by its hash. */
async function readWhole(path: string): Promise<string> {
  return (await readSmallFile(path, mostListBytes)).toString();
}

/**
 * Refuses an export that has problems.
 *
 * @throws {UserError} (exit 3) Naming all of them.
 */
export function refuseDifferences(folder: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  const list = [...new Set(problems)].map((problem) => `  ${problem}`);
  throw new UserError(
    `The export ${folder} was altered:\n${list.join('\n')}\nNothing was imported. Take another copy of the export.`,
    exitCodes.badInput,
  );
}

async function checksumProblems(
  folder: string,
  manifest: ExportManifest,
  manifestText: string,
): Promise<string[]> {
  const text = await readWhole(join(folder, 'SHA256SUMS')).catch(() => undefined);
  if (text === undefined) return ['SHA256SUMS is missing'];
  const manifestHash = sha256Of(manifestText);
  if (text === checksumsOf(manifest, manifestHash)) return [];
  const noted = parseChecksums(text);
  const hashes = new Map(manifest.files.map(({ path, sha256 }) => [path, sha256]));
  hashes.set('manifest.json', manifestHash);
  const differing = [...new Set([...hashes.keys(), ...noted.keys()])].filter(
    (path) => hashes.get(path) !== noted.get(path),
  );
  if (differing.length === 0) return ['SHA256SUMS was altered'];
  return differing.map((path) =>
    path === 'manifest.json'
      ? 'manifest.json has another hash than SHA256SUMS says'
      : `SHA256SUMS and manifest.json differ about ${path}`,
  );
}

async function fileProblems(
  folder: string,
  { path, bytes, sha256 }: ExportedFile,
): Promise<string[]> {
  const place = join(folder, path);
  const found = await lstat(place).catch(() => undefined);
  if (found === undefined) return [`${path} is missing`];
  if (!found.isFile()) return [`${path} is not a file`];
  if (String(found.size) !== bytes) return [`${path} has ${found.size} bytes, not ${bytes}`];
  if ((await sha256OfFile(place)) !== sha256) return [`${path} is altered: its SHA-256 differs`];
  return [];
}

async function pathsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}
