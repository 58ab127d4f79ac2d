import { mergePatch } from './merge-patch.ts';
import type { BookChangesYaml, PriceBookYaml } from './price-book-schema.ts';

/** A mapping of YAML, of which only the shape is known. */
type Mapping = Record<string, unknown>;

export interface PatchedEntry extends Mapping {
  sku: string;
}

/** Sections of a book whose entries are told apart by their SKU. */
export const sections = ['plans', 'packs', 'charges'] as const;

/**
 * Merges a book of changes into its base; the result is not checked yet.
 *
 * An entry whose SKU the base has is a merge patch of it (RFC 7396). Given keys replace,
 * mappings merge key by key, null removes a key. Other entries are new and follow the base's. A
 * changed entry cites the book that changes it, unless it names its own source.
 */
export function mergeChanges(base: PriceBookYaml, changes: BookChangesYaml): Mapping {
  const { based_on: _, removed = [], continues: _own, ...own } = changes;
  const { until: _until, continues: _others, ...inherited } = base;
  const merged = mergePatch(inherited, own) as Mapping;
  for (const section of sections) {
    const kept = (base[section] ?? []).filter(({ sku }) => !removed.includes(sku));
    const stated = (changes[section] ?? []) as PatchedEntry[];
    const known = new Set(kept.map(({ sku }) => sku));
    merged[section] = mergeEntries(
      kept as PatchedEntry[],
      stated.map((entry) => (known.has(entry.sku) ? { source: changes.source, ...entry } : entry)),
    );
  }
  return merged;
}

/** Patches entries of the same SKU, and appends new ones. */
export function mergeEntries(
  base: readonly PatchedEntry[],
  changes: readonly PatchedEntry[],
): PatchedEntry[] {
  const patched = base.map((entry) =>
    changes.filter(({ sku }) => sku === entry.sku).reduce(patchEntry, entry),
  );
  const isNew = ({ sku }: PatchedEntry) => !base.some((entry) => entry.sku === sku);
  return [
    ...patched,
    ...changes.filter(isNew).map((entry) => mergePatch({}, entry) as PatchedEntry),
  ];
}

/** Patches one entry; the month rule is one statement, so it is replaced, not merged. */
function patchEntry(entry: PatchedEntry, patch: PatchedEntry): PatchedEntry {
  const { month = entry['month'] } = patch;
  const patched = mergePatch(entry, { ...patch, month: null }) as PatchedEntry;
  return month === undefined || month === null ? patched : { ...patched, month };
}
