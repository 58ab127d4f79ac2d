import type { ApprovalRule } from '../../workspace/approval-settings.ts';

/** What the audit keeps with issued documents about their approval. Absent keys have nothing to say. */
export interface IssuedUnder {
  /** Content hash of the documents as they were drafts. */
  drafts_sha256?: string;
  /** Names of those who approved it. */
  approved_by?: string[];
  /** Name of the person who issued it. */
  issued_by?: string;
  /** Rule of the workspace at that time. */
  approval_rule?: ApprovalRule;
}
