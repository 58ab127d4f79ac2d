import type { Logo } from '../src/invoice/logo.ts';

/** Values that a page shows and the document does not hold. */
export interface PageInputs {
  /** Logo that the document names; absent without one. */
  logo?: Logo | undefined;
  /**
   * Root of the tree of all documents up to this one, lower-case hex. Absent for a preview, and for documents that are
   * in no ledger. The document's own hash is in it, so its JSON cannot hold it.
   */
  documentsRoot?: string | undefined;
}
