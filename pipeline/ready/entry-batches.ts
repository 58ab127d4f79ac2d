import type { Database } from '../../src/duckdb/duckdb.ts';
import { matcherOf } from '../../src/intake/records/delivered-files.ts';
import { entryHash } from '../../src/intake/records/entry-hash.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import { isTableSource, tablePath } from '../../src/intake/records/table-sources.ts';
import type { SourceKind } from '../../src/metrics/source-kinds.ts';
import { readKnownDeliveries } from '../../src/warehouse/known-files.ts';

/** Batches by the entry of imbill.yaml that delivered them. */
export interface EntryBatches {
  of(source: SourceSettings): bigint[];
  ofKind(kind: SourceKind): bigint[];
}

/**
 * Finds the batches of each entry. A file belongs to the first entry of its kind that matches its path; if none does,
 * to those with the settings that read it. All files of a kind belong to its only entry.
 */
export async function readEntryBatches(
  database: Database,
  sources: readonly SourceSettings[],
): Promise<EntryBatches> {
  const deliveries = [...(await readKnownDeliveries(database)).values()];
  const ofEntry = new Map(sources.map((source) => [source, new Set<bigint>()]));
  const ofKind = new Map<SourceKind, Set<bigint>>();
  const ownerOf = openOwners(sources);
  for (const { source: kind, path, batchId, entry } of deliveries) {
    const own = sources.filter((source) => source.kind === kind);
    const first = own.length === 1 ? own[0] : ownerOf(kind, path);
    const owners = first === undefined ? own.filter((one) => entryHash(one) === entry) : [first];
    for (const source of owners) ofEntry.get(source)!.add(batchId);
    ofKind.set(kind, (ofKind.get(kind) ?? new Set()).add(batchId));
  }
  return {
    of: (source) => [...ofEntry.get(source)!],
    ofKind: (kind) => [...(ofKind.get(kind) ?? [])],
  };
}

/** Builds the search for the first entry of a kind that matches a path. */
export function openOwners(
  sources: readonly SourceSettings[],
): (kind: SourceKind, path: string) => SourceSettings | undefined {
  const entries = sources.map((source) => ({ source, isOwn: ownerTest(source) }));
  return (kind, path) =>
    entries.find(({ source, isOwn }) => source.kind === kind && isOwn(path))?.source;
}

function ownerTest(source: SourceSettings): (path: string) => boolean {
  if (!isTableSource(source)) return matcherOf(source);
  const own = tablePath(source);
  return (path) => path === own;
}
