import { exitCodes, UserError } from '../base/errors.ts';
import type { WithdrawResult } from '../jobs/jobs.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { lateMonthInWords } from './run-output.ts';
import { printable } from './text-table.ts';

/** What was taken back or in again, for people. */
export function withdrawalInWords(result: WithdrawResult): string {
  const { action, batch_id, source, paths, lines, reason, counted_months: months, late } = result;
  const [first = '', ...others] = paths.map(printable);
  const also = others.length === 0 ? '' : `, also delivered as ${others.join(', ')}`;
  const what = `${first} (batch ${batch_id}, ${source}, ${groupDigits(String(lines))} lines${also})`;
  return [
    action === 'withdraw'
      ? `Withdrew ${what}: ${printable(reason)}. Its rows count no more; its segments stay in the lake as a proof.`
      : `Restored ${what}: ${printable(reason)}. Its rows count again.`,
    ...(months.length === 0 ? [] : [`Counted anew: ${months.join(', ')}.`]),
    ...late.map(lateMonthInWords),
    '',
  ].join('\n');
}

/** @throws {UserError} (exit 2) If a reason is given for a load of new files. */
export function refuseReason(reason: string | undefined): void {
  if (reason === undefined) return;
  throw new UserError(
    '--reason is of --withdraw, --restore or --again.\nName the file that is wrong with --withdraw BATCH, or leave --reason out.',
    exitCodes.wrongUsage,
  );
}
