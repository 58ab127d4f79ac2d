import { canonicalJson } from '../base/json.ts';
import {
  type BundleFacts,
  beforeNames,
  bundleNames,
  formatChecksums,
  formatFacts,
} from './bundle.ts';
import { packFacts } from './packed-facts.ts';

/** A document with the proof that it is in the log. */
export interface ProvenDocument {
  number: string;
  /** Its JSON file, as it was sent. */
  document: string;
  /** Its log entry. */
  entry: string;
  /** Inclusion of the entry in a checkpoint (c2sp.org/tlog-proof@v1). */
  proof: string;
}

/** Everything that a bundle holds, but for the page and the checksums. */
export interface BundleParts extends ProvenDocument {
  /** Absent for a document without facts, from imbill 0.1. */
  facts?: BundleFacts;
  /** Key of the log, witnesses and quorum (C2SP tlog-policy). */
  policy: string;
  /** Signed notes of key rotations, oldest first. */
  rotations: readonly string[];
  /** Proof that the last checkpoint goes on from that of the proof; absent if that is the last one. */
  consistency?: string;
  /** RFC 3161 reply over the text of the checkpoint; absent without one. */
  timestampReply?: Uint8Array;
  /** Earlier documents of the customer's month, of a correction. */
  before: readonly ProvenDocument[];
}

/** Content of a file of a bundle. */
export type BundleFile = string | Uint8Array;

/**
 * Returns all files of a bundle, by name. The checksums of all others are the last one.
 *
 * @param page The page for people, which is made from the same parts.
 */
export function bundleFiles(parts: BundleParts, page: string): Map<string, BundleFile> {
  const names = bundleNames(parts.number);
  const files = new Map<string, BundleFile>([
    [names.document, parts.document],
    [names.entry, parts.entry],
    [names.proof, parts.proof],
    [names.policy, parts.policy],
    [names.page, page],
  ]);
  if (parts.facts !== undefined) files.set(names.facts, packFacts(formatFacts(parts.facts)));
  if (parts.rotations.length > 0) files.set(names.keys, `${canonicalJson(parts.rotations)}\n`);
  if (parts.consistency !== undefined) files.set(names.consistency, parts.consistency);
  if (parts.timestampReply !== undefined) files.set(names.timestamp, parts.timestampReply);
  for (const { number, document, entry, proof } of parts.before) {
    const before = beforeNames(number);
    files.set(before.document, document).set(before.entry, entry).set(before.proof, proof);
  }
  return files.set(names.checksums, formatChecksums(files));
}
