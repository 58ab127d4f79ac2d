import { join } from 'node:path';
import { UserError } from '../../src/base/errors.ts';
import { readSmallText, refusedFile } from '../../src/base/small-file.ts';
import { quotedText } from '../../src/base/visible-characters.ts';
import { firstDay, lastDay, type Month } from '../../src/calendar/month.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import { findManifests } from '../../src/intake/manifests/find-manifests.ts';
import {
  isJsonManifest,
  isManifest,
  type ListedFile,
  mostManifestBytes,
} from '../../src/intake/manifests/listed-file.ts';
import { parseChecksums } from '../../src/intake/manifests/parse-checksums.ts';
import { parseManifest } from '../../src/intake/manifests/parse-manifest.ts';
import { placesOf } from '../../src/intake/manifests/place-of.ts';
import { matcherOf } from '../../src/intake/records/delivered-files.ts';
import { namedPeriod } from '../../src/intake/records/named-period.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import { isTableSource } from '../../src/intake/records/table-sources.ts';
import { ignoredBy } from '../../src/intake/records/unfinished-files.ts';
import type { MissingDelivery } from '../../src/invoice/missing-delivery.ts';
import type { Effects } from '../effects/effects.ts';
import { lookAt } from '../load/load-plan.ts';
import { type DeliveredFile, readDeliveredFiles } from './delivered-files.ts';
import { deliveredHash } from './delivered-hash.ts';
import { mostMissed } from './judge-rows.ts';

/** Files of a month that manifests list, and those that are missing or not as they say. */
export interface JudgedManifests {
  manifests: number;
  files: number;
  missing: MissingDelivery[];
}

/** A file that a manifest lists, at the place where it should be. */
interface PlacedFile {
  manifest: string;
  listed: ListedFile;
  source: SourceSettings;
  /** Relative to the workspace. */
  path: string;
  delivered: DeliveredFile | undefined;
}

/**
 * Compares the files of a month with the manifests beside the logs. A file belongs to the month that its path states or
 * in which it has rows; a missing one without a month belongs to all. Files that no source reads are left out.
 */
export async function judgeManifests(month: Month, effects: Effects): Promise<JudgedManifests> {
  const { workspace, settings } = effects;
  const sources = settings.sources.filter((source) => !isTableSource(source));
  const isIgnored = ignoredBy(settings.ignore);
  const globs = sources.flatMap(({ files }) => files);
  const manifests = await findManifests(workspace.root, globs, isIgnored);
  const result: JudgedManifests = { manifests: manifests.length, files: 0, missing: [] };
  if (manifests.length === 0) return result;
  const placer = await openPlacer(sources, isIgnored, effects);
  const isOfMonth = await monthTest(month, effects);
  for (const manifest of manifests) {
    const read = await readManifest(workspace.root, manifest);
    const mayBeOfMonth = (namedPeriod(manifest)?.month ?? month) === month;
    if (typeof read === 'string') {
      if (mayBeOfMonth) result.missing.push(damaged(manifest, read));
      continue;
    }
    for (const listed of read) {
      if (result.missing.length >= mostMissed) break;
      const places = placesOf(manifest, listed.name);
      if (places.length === 0 && mayBeOfMonth)
        result.missing.push(damaged(manifest, leadsOut(manifest, listed)));
      const placed = placer(manifest, listed, places);
      if (placed === undefined || !isOfMonth(placed)) continue;
      result.files += 1;
      const problem = await problemOf(placed, effects);
      if (problem !== undefined) result.missing.push(problem);
    }
  }
  return result;
}

/** Reads a manifest. @returns Its files, or what is wrong with it. */
async function readManifest(root: string, manifest: string): Promise<ListedFile[] | string> {
  try {
    const text = await readSmallText(join(root, manifest), mostManifestBytes);
    return isJsonManifest(manifest)
      ? parseManifest(text, manifest)
      : parseChecksums(text, manifest);
  } catch (error) {
    const refused = refusedFile(manifest, error);
    if (refused instanceof UserError) return refused.message;
    throw refused;
  }
}

type Placer = (
  manifest: string,
  listed: ListedFile,
  places: readonly string[],
) => PlacedFile | undefined;

/** Builds the search for the place that a manifest means by a name: where a file is known, or else beside it. */
async function openPlacer(
  sources: readonly SourceSettings[],
  isIgnored: (name: string) => boolean,
  { warehouse, workspace }: Effects,
): Promise<Placer> {
  const delivered = new Map<string, Map<string, DeliveredFile>>();
  for (const kind of new Set(sources.map((source) => source.kind)))
    delivered.set(kind, await readDeliveredFiles(warehouse, kind));
  const entries = sources.map((source) => ({ source, isMatch: matcherOf(source) }));
  return (manifest, listed, places) => {
    const candidates = places.flatMap((path) => {
      const isNoLog = isManifest(path) || isIgnored(path);
      const source = isNoLog ? undefined : entries.find(({ isMatch }) => isMatch(path));
      if (source === undefined) return [];
      const known = delivered.get(source.source.kind)?.get(path);
      return [{ manifest, listed, source: source.source, path, delivered: known }];
    });
    const isKnown = (one: PlacedFile) =>
      one.delivered !== undefined || isThere(lookAt(join(workspace.root, one.path)));
    return candidates.find(isKnown) ?? candidates[0];
  };
}

function isThere({ fingerprint }: { fingerprint: string }): boolean {
  return fingerprint !== 'missing';
}

/** Builds the test whether a listed file belongs to a month. */
async function monthTest(
  month: Month,
  { warehouse }: Effects,
): Promise<(placed: PlacedFile) => boolean> {
  const rows = await warehouse.rows<{ batch_id: bigint; is_in_month: boolean }>(
    queryText('ready/batches_of_month'),
    { first: firstDay(month), last: lastDay(month) },
  );
  const isInMonth = new Map(rows.map(({ batch_id, is_in_month }) => [batch_id, is_in_month]));
  return ({ manifest, path, delivered }) => {
    const byRows = delivered && isInMonth.get(delivered.batchId);
    if (byRows === true) return true;
    const named = namedPeriod(path);
    if (named !== undefined) return named.month === month;
    return byRows ?? (namedPeriod(manifest)?.month ?? month) === month;
  };
}

/** Compares a listed file with what was delivered. */
async function problemOf(
  placed: PlacedFile,
  { warehouse, workspace }: Effects,
): Promise<MissingDelivery | undefined> {
  const { listed, delivered } = placed;
  // A person decided on a withdrawn file.
  if (delivered?.state === 'withdrawn') return undefined;
  const path = join(workspace.root, placed.path);
  const { fingerprint, bytes: size } = lookAt(path);
  const isGone = fingerprint === 'missing';
  if (isGone && delivered === undefined) return missingFile(placed);
  if (!isGone && listed.bytes !== undefined && size !== listed.bytes)
    return otherCount(placed, 'bytes', listed.bytes, size);
  if (delivered !== undefined && listed.rows !== undefined && delivered.rows !== listed.rows)
    return otherCount(placed, 'data rows', listed.rows, delivered.rows);
  if (isGone || listed.sha256 === undefined) return undefined;
  const file = { name: placed.path, path, fingerprint };
  const sha256 = await deliveredHash(warehouse, file, delivered);
  return sha256 === listed.sha256 ? undefined : otherHash(placed, listed.sha256, sha256);
}

function missingFile(placed: PlacedFile): MissingDelivery {
  return {
    ...baseOf(placed),
    state: 'missing',
    expected: 'a file',
    found: 'none',
    message: `${placed.path} is not there; ${whereOf(placed)}, lists it.`,
  };
}

function otherCount(
  placed: PlacedFile,
  what: 'bytes' | 'data rows',
  expected: number,
  found: number,
): MissingDelivery {
  return {
    ...baseOf(placed),
    state: found < expected ? 'short' : 'differs',
    expected: `${expected} ${what}`,
    found: `${found} ${what}`,
    message: `${placed.path} has ${found} ${what}; ${whereOf(placed)}, says ${expected}.`,
  };
}

function otherHash(placed: PlacedFile, expected: string, found: string): MissingDelivery {
  return {
    ...baseOf(placed),
    state: 'differs',
    expected,
    found,
    message: `${placed.path} has the SHA-256 ${found.slice(0, 16)}…; ${whereOf(placed)}, says ${expected.slice(0, 16)}….`,
  };
}

function baseOf({
  source,
  manifest,
  path,
}: PlacedFile): Pick<MissingDelivery, 'source' | 'entry' | 'day' | 'path'> {
  return { source: source.kind, entry: manifest, day: namedPeriod(path)?.day ?? null, path };
}

function whereOf({ manifest, listed }: PlacedFile): string {
  return `${manifest}, ${listed.place}`;
}

function leadsOut(manifest: string, { name, place }: ListedFile): string {
  return `${manifest}, ${place}: ${quotedText(name)} leads out of the workspace.\nAccepted: names of files beside the manifest or below it.`;
}

function damaged(manifest: string, message: string): MissingDelivery {
  return {
    source: 'manifest',
    entry: manifest,
    state: 'differs',
    day: null,
    path: manifest,
    expected: 'a manifest that can be read',
    found: 'a damaged one',
    message,
  };
}
