import { z } from 'zod';

/** Rules for who approves a month before it is issued. */
export const approvalRules = ['required', 'four-eyes'] as const;

/**
 * Rule of a workspace. `required`: somebody approves the drafts. `four-eyes`: somebody else than the
 * person who issues them approves the drafts.
 */
export type ApprovalRule = (typeof approvalRules)[number];

/** Schema of `approval` in imbill.yaml. */
export const approvalSchema = z.enum(approvalRules, {
  error: `accepted: ${approvalRules.join(', ')}`,
});
