import type { ApprovalRule } from '../../workspace/approval-settings.ts';

/** Facts about the approval of issued documents, for the audit. A key is absent without a value. */
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
