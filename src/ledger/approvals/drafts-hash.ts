import { canonicalJson } from '../../base/json.ts';
import { sha256Of } from '../../base/sha256.ts';
import type { InvoiceDocument } from '../../invoice/document.ts';
import { compareText } from '../../rating/compare-text.ts';

/**
 * The part of a document that a person approves: everything but its number, its dates, its place in
 * the ledger and the projection of a running month.
 */
export type ApprovedDraft = Omit<InvoiceDocument, NotApproved>;

type NotApproved = 'number' | 'ledger' | 'issue_date' | 'due_date' | 'projection';

/** The drafts of a month by hash. Its own hash is the content hash of the month. */
export interface DraftsManifest {
  format: 'imbill-drafts/1';
  month: string;
  /** By customer id; several drafts of a customer by kind. */
  drafts: { customer_id: string; sha256: string }[];
}

/** Drafts as canonical JSON, with their hashes. */
export interface HashedDrafts {
  /** Content hash of the month: SHA-256 of the manifest, lower-case hex. */
  sha256: string;
  manifest: DraftsManifest;
  drafts: readonly ApprovedDraft[];
}

/** A draft or an issued document. */
export type DraftLike = ApprovedDraft & Partial<Pick<InvoiceDocument, NotApproved>>;

/** Returns the part of a draft or an issued document that is approved. */
export function approvedDraft(document: DraftLike): ApprovedDraft {
  const { number: _number, ledger: _ledger, projection: _projection, ...dated } = document;
  const { issue_date: _issued, due_date: _due, ...draft } = dated;
  return draft;
}

/**
 * Calculates the content hash of a month's drafts. Their order changes nothing.
 *
 * @param documents Drafts or issued documents of the month.
 */
export function hashDrafts(month: string, documents: readonly DraftLike[]): HashedDrafts {
  const drafts = documents.map(approvedDraft).toSorted(byCustomerAndKind);
  const manifest: DraftsManifest = {
    format: 'imbill-drafts/1',
    month,
    drafts: drafts.map((draft) => ({
      customer_id: draft.customer_id,
      sha256: sha256Of(canonicalJson(draft)),
    })),
  };
  return { sha256: sha256Of(canonicalJson(manifest)), manifest, drafts };
}

function byCustomerAndKind(a: ApprovedDraft, b: ApprovedDraft): number {
  return (
    compareText(a.customer_id, b.customer_id) ||
    compareText(a.kind ?? 'invoice', b.kind ?? 'invoice') ||
    compareText(a.refers_to ?? '', b.refers_to ?? '')
  );
}
