import { visibleCharacters } from '../../base/visible-characters.ts';
import type { WithdrawResult } from '../../jobs/withdraw.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import { describeLateMonth } from '../../warehouse/describe-late-month.ts';

/** Describes a file that was withdrawn or restored. */
export function describeWithdrawal(result: WithdrawResult): string {
  const { action, batch_id, source, paths, lines, reason, counted_months: months, late } = result;
  const [first = '', ...others] = paths.map(visibleCharacters);
  const also = others.length === 0 ? '' : `, also delivered as ${others.join(', ')}`;
  const what = `${first} (batch ${batch_id}, ${source}, ${groupDigits(String(lines))} lines${also})`;
  return [
    action === 'withdraw'
      ? `Withdrew ${what}: ${visibleCharacters(reason)}. Its rows no longer count; its segments stay in the lake as a proof.`
      : `Restored ${what}: ${visibleCharacters(reason)}. Its rows count again.`,
    ...(months.length === 0 ? [] : [`Measured again: ${months.join(', ')}.`]),
    ...late.map(describeLateMonth),
    '',
  ].join('\n');
}
