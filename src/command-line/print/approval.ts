import { visibleCharacters } from '../../base/visible-characters.ts';
import type { ApproveResult, DraftApproval } from '../../jobs/approve.ts';
import { countOf } from '../../money/count-of.ts';
import { groupDigits } from '../../money/format-decimal.ts';

/** Describes an approval, or its withdrawal, and the next step. */
export function describeApproval(result: ApproveResult): string {
  const { month, action, drafts_sha256, is_new, approvals, drafts, of, rule } = result;
  if (action === 'withdraw-approval')
    return `Withdrew the approvals of the drafts of ${month} with the content hash ${drafts_sha256}.\n`;
  const totals = result.totals.map(
    ({ total, gross = total, currency }) => `${groupDigits(gross)} ${currency}`,
  );
  const what = of === 'month' ? countOf(drafts, 'draft') : countOf(drafts, 'correction');
  const command = of === 'month' ? 'imbill run' : 'imbill correct';
  return [
    `${is_new ? 'Approved' : 'Approved before:'} ${what} of ${month}, ${totals.join(', ')}.`,
    ...approvals.map(describeApprover),
    `Content hash: ${drafts_sha256}`,
    `To issue exactly this: ${command} --month ${month} --approved ${drafts_sha256}${rule === 'four-eyes' ? ' --by NAME, who is another person' : ''}`,
    '',
  ].join('\n');
}

/** Returns the `--json` document of an approval. */
export function approveDocument({ approvals, ...result }: ApproveResult): unknown {
  return { ...result, approvals: approvals.map(approvalJson) };
}

/** Describes who approved drafts, and when. */
export function describeApprover({ approved_by, approved_at, reason }: DraftApproval): string {
  const remark = reason === '' ? '' : `: ${reason}`;
  return visibleCharacters(`Approved by ${approved_by} at ${approved_at}${remark}`);
}

/** Returns an approval as JSON documents have it. */
export function approvalJson(approval: DraftApproval): DraftApproval {
  const { entry, approved_by, reason, approved_at, recorded_by } = approval;
  return { entry, approved_by, reason, approved_at, recorded_by };
}
