import { statSync } from 'node:fs';
import picomatch from 'picomatch';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { nearestName } from '../../src/base/nearest-name.ts';
import { fileOnDisk } from '../../src/intake/bytes/zip-name.ts';
import {
  deliveredFiles,
  type MatchedFile,
  matcherOf,
} from '../../src/intake/records/delivered-files.ts';
import { entryHash } from '../../src/intake/records/entry-hash.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import {
  isTablePath,
  isTableSource,
  type TableSource,
  tablePath,
} from '../../src/intake/records/table-sources.ts';
import { type SourceKind, sourceKinds } from '../../src/metrics/source-kinds.ts';
import {
  deliveryKey,
  type KnownDelivery,
  readKnownDeliveries,
  refreshDeliveries,
} from '../../src/warehouse/known-files.ts';
import type { Effects } from '../effects/effects.ts';

/** A file to be read: new, changed, with a changed entry, or asked for. */
export interface FreshFile extends MatchedFile {
  fingerprint: string;
  /** Size on disk; 0 if the file is gone. */
  bytes: number;
  /** Hash of its entry, see `entryHash`. */
  entry: string;
  before?: KnownDelivery;
  /** True if a person asked to have it read again. */
  isAsked: boolean;
}

/** A known file that would be read again, and is gone. */
export interface GoneFile {
  path: string;
  batch_id: number;
  because: 'settings' | 'asked';
}

/** A table to look at. Only Spark can tell whether it changed. */
export interface PlannedTable {
  source: TableSource;
  /** Path under which it is known, see `tablePath`. */
  path: string;
  /** Hash of its entry. */
  entry: string;
  before?: KnownDelivery;
  /** True if a person asked to have it read again. */
  isAsked: boolean;
}

/** The files that a load is to look at. */
export interface LoadPlan {
  sources: readonly SourceSettings[];
  matched: MatchedFile[];
  fresh: FreshFile[];
  tables: PlannedTable[];
  /** Unfinished and hidden files, by name. */
  leftOut: string[];
  /** By path. */
  gone: GoneFile[];
  /** Withdrawn files that a kind or a glob asked for. They are not read. */
  leftWithdrawn: string[];
}

/**
 * Finds the files that the sources match, and those of them that must be read. A file that did not change, and
 * whose entry did not, is not opened.
 *
 * @param again A kind of source, a path or a glob: what matches it is read again.
 * @throws {UserError} (exit 2) If `again` means no file.
 */
export async function planLoad(effects: Effects, again?: string): Promise<LoadPlan> {
  const { workspace, settings, warehouse } = effects;
  const { ignore } = settings;
  const sources = settings.sources.filter((source) => !isTableSource(source));
  const { files: matched, leftOut } = await deliveredFiles(workspace.root, sources, ignore);
  const deliveries = await readKnownDeliveries(warehouse);
  const tables = settings.sources.filter(isTableSource);
  const known = new Map([...deliveries].filter(([, { path }]) => !isTablePath(path)));
  const entryOf = entryFinder(sources, matched);
  await adoptUnknown(effects, known, entryOf);
  const named = [...matched, ...tables.map((source) => ({ source, name: tablePath(source) }))];
  const isWanted = wantedBy(again, named, deliveries);
  const renamed = renamedFinder(matched, known);
  const plan: LoadPlan = {
    ...{ sources, matched, fresh: [], tables: [], leftOut, gone: [], leftWithdrawn: [] },
  };
  plan.tables = tables.map((source) => planTable(source, deliveries, isWanted));
  for (const file of matched) {
    const entry = entryHash(file.source);
    const { fingerprint, bytes } = lookAt(file.path);
    const before =
      known.get(keyOf(file)) ??
      movedFrom(file, known, entryOf) ??
      renamed(file, fingerprint, entry);
    const isKnown =
      before?.path === file.name && before.fingerprint === fingerprint && before.entry === entry;
    const isWithdrawn = before?.state === 'withdrawn' && again !== file.name;
    const isAsked = before !== undefined && isWanted(file.source.kind, file.name) && !isWithdrawn;
    if (isKnown && !isAsked && isWanted(file.source.kind, file.name))
      plan.leftWithdrawn.push(file.name);
    if (isKnown && !isAsked) continue;
    plan.fresh.push({ ...file, entry, fingerprint, bytes, isAsked, ...(before && { before }) });
  }
  plan.gone = goneFiles(matched, known, (one) => {
    if (isWanted(one.source, one.path)) return 'asked';
    const entry = entryOf(one.source, one.path);
    return entry !== undefined && one.entry !== '' && entry !== one.entry ? 'settings' : undefined;
  });
  return plan;
}

function planTable(
  source: TableSource,
  deliveries: ReadonlyMap<string, KnownDelivery>,
  isWanted: (kind: SourceKind, path: string) => boolean,
): PlannedTable {
  const path = tablePath(source);
  const before = deliveries.get(deliveryKey(source.kind, path));
  const isAsked = before !== undefined && isWanted(source.kind, path);
  return { source, path, entry: entryHash(source), isAsked, ...(before && { before }) };
}

type EntryFinder = (kind: SourceKind, path: string) => string | undefined;

/** Finds the entry of a path, whether the file is there or not. */
function entryFinder(
  sources: readonly SourceSettings[],
  matched: readonly MatchedFile[],
): EntryFinder {
  const there = new Map(matched.map((file) => [keyOf(file), entryHash(file.source)]));
  const entries = sources.map((source) => ({
    kind: source.kind,
    isMatch: matcherOf(source),
    hash: entryHash(source),
  }));
  return (kind, path) =>
    there.get(deliveryKey(kind, path)) ??
    entries.find((entry) => entry.kind === kind && entry.isMatch(path))?.hash;
}

/**
 * Gives files that an imbill before 0.3 read the entry that matches them now. If one batch has files of several
 * entries, they are read again.
 */
async function adoptUnknown(
  { warehouse }: Effects,
  known: Map<string, KnownDelivery>,
  entryOf: EntryFinder,
): Promise<void> {
  const unknown = [...known.values()].filter(({ entry }) => entry === '');
  if (unknown.length === 0) return;
  const entriesOf = new Map<bigint, Set<string>>();
  for (const { source, path, batchId } of unknown) {
    const entries = entriesOf.get(batchId) ?? new Set();
    const entry = entryOf(source, path);
    if (entry !== undefined) entries.add(entry);
    entriesOf.set(batchId, entries);
  }
  const adopted = unknown.flatMap((one) => {
    const entry = entryOf(one.source, one.path);
    const isClear = one.state === 'withdrawn' || entriesOf.get(one.batchId)!.size === 1;
    return entry !== undefined && isClear ? [{ ...one, entry }] : [];
  });
  await refreshDeliveries(warehouse, adopted);
  for (const one of adopted) known.set(deliveryKey(one.source, one.path), one);
}

/** Finds what the file was known as under another kind, if imbill.yaml no longer has that entry for it. */
function movedFrom(
  { source, name }: MatchedFile,
  known: ReadonlyMap<string, KnownDelivery>,
  entryOf: EntryFinder,
): KnownDelivery | undefined {
  return sourceKinds
    .filter((kind) => kind !== source.kind)
    .flatMap((kind) => known.get(deliveryKey(kind, name)) ?? [])
    .find((before) => before.state === 'counts' && entryOf(before.source, name) === undefined);
}

/**
 * Finds the known file that may have been renamed to a new one: gone, of the same kind, entry and inode. Its
 * content must tell.
 */
function renamedFinder(
  matched: readonly MatchedFile[],
  known: ReadonlyMap<string, KnownDelivery>,
): (file: MatchedFile, fingerprint: string, entry: string) => KnownDelivery | undefined {
  const there = new Set(matched.map(keyOf));
  const inodeOf = (fingerprint: string) => fingerprint.split(' ').at(-1);
  const gone = new Map(
    [...known]
      .filter(([key, { state }]) => !there.has(key) && state !== 'replaced')
      .map(([, one]) => [`${one.source} ${one.entry} ${inodeOf(one.fingerprint)}`, one]),
  );
  return ({ source }, fingerprint, entry) =>
    gone.get(`${source.kind} ${entry} ${inodeOf(fingerprint)}`);
}

function keyOf({ source, name }: MatchedFile): string {
  return deliveryKey(source.kind, name);
}

/** Returns what changes if a file does, and its size. Looking at many files is faster by blocking calls. */
export function lookAt(path: string): Pick<FreshFile, 'fingerprint' | 'bytes'> {
  try {
    const { size, mtimeNs, ctimeNs, ino } = statSync(path, { bigint: true });
    return { fingerprint: [size, mtimeNs, ctimeNs, ino].join(' '), bytes: Number(size) };
  } catch {
    return { fingerprint: 'missing', bytes: 0 };
  }
}

/** Lists known files that no source matches and that would be read again. */
function goneFiles(
  matched: readonly MatchedFile[],
  known: ReadonlyMap<string, KnownDelivery>,
  whyWanted: (one: KnownDelivery) => GoneFile['because'] | undefined,
): GoneFile[] {
  const there = new Set(matched.map(keyOf));
  return [...known]
    .flatMap(([key, one]) => {
      const because = there.has(key) || one.state !== 'counts' ? undefined : whyWanted(one);
      return because ? [{ path: one.path, batch_id: Number(one.batchId), because }] : [];
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Builds the test whether a person asked to have a file read again. */
function wantedBy(
  again: string | undefined,
  matched: readonly Pick<MatchedFile, 'source' | 'name'>[],
  known: ReadonlyMap<string, KnownDelivery>,
): (kind: SourceKind, path: string) => boolean {
  if (again === undefined) return () => false;
  const isGlob = picomatch(again, { dot: true });
  const isWanted = sourceKinds.some((kind) => kind === again)
    ? (kind: SourceKind) => kind === again
    : (_: SourceKind, path: string) =>
        [path, fileOnDisk(path)].some((name) => name === again || isGlob(name));
  const isMeant =
    matched.some(({ source, name }) => isWanted(source.kind, name)) ||
    [...known.values()].some(({ source, path }) => isWanted(source, path));
  if (isMeant) return isWanted;
  const names = [...sourceKinds, ...matched.map(({ name }) => name)];
  const nearest = nearestName(again, names);
  throw new UserError(
    `--again ${JSON.stringify(again)} matches no file${nearest === undefined ? '' : `; did you mean ${nearest}?`}\nAccepted: ${sourceKinds.join(', ')}; a path or a glob of delivered files, relative to the workspace.`,
    exitCodes.wrongUsage,
  );
}
