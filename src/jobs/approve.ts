import type { Month } from '../calendar/month.ts';
import type { SummaryTotal } from '../invoice/summary.ts';
import type { ApprovalRule } from '../workspace/approval-settings.ts';

/** Drafts of a month that a person approves. */
export interface ApproveOptions {
  month: Month;
  /** Content hash of the drafts, or its first 12 digits or more. */
  hash: string;
  /** Name of the person. */
  by: string;
  /** Remark for the audit; needed to withdraw. */
  reason?: string | undefined;
  /** True to take the approvals of these drafts back. */
  isWithdrawn?: boolean | undefined;
}

/** A person's approval of drafts. */
export interface DraftApproval {
  /** Entry of the audit. */
  entry: bigint;
  approved_by: string;
  /** Empty if none was given. */
  reason: string;
  /** RFC 3339, UTC. */
  approved_at: string;
  /** User and machine that recorded it. */
  recorded_by: string;
}

/** Result of an approval, or of its withdrawal. */
export interface ApproveResult {
  month: Month;
  action: 'approve' | 'withdraw-approval';
  drafts_sha256: string;
  /** False if the same person had approved the same drafts before. */
  is_new: boolean;
  /** Approvals of these drafts that hold now. */
  approvals: DraftApproval[];
  /** Number of drafts; 0 for a withdrawal. */
  drafts: number;
  /** Sums of the drafts by currency; two decimals. */
  totals: SummaryTotal[];
  /** Rule of the workspace; null without one. */
  rule: ApprovalRule | null;
  /** `correction` if the drafts are those of imbill correct. */
  of: 'month' | 'correction';
}
