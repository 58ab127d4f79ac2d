import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { WithdrawOptions, WithdrawResult } from '../../src/jobs/withdraw.ts';
import { findBatch } from '../../src/warehouse/find-batch.ts';
import { lateMonthsOfBatches } from '../../src/warehouse/late-data.ts';
import { markBatch } from '../../src/warehouse/withdraw-batch.ts';
import type { Effects } from '../effects/effects.ts';
import { measure } from '../measure/measure.ts';
import { publishAfter } from '../report/publish.ts';

/** Withdraws or restores a delivered file, and publishes what counts then. */
export function withdrawAndPublish(
  options: WithdrawOptions,
  effects: Effects,
): Promise<WithdrawResult> {
  return publishAfter(effects, () => withdraw(options, effects));
}

/**
 * Withdraws or restores a delivered file: its rows no longer count, or count again, in everything
 * measured from now on. Issued documents stay until they are corrected.
 *
 * @throws {UserError} (exit 2) If the name fits no batch or several, or the reason is empty; (exit 4)
 *   if the batch is already withdrawn, or counts already.
 */
async function withdraw(
  { batch: wanted, reason, action }: WithdrawOptions,
  effects: Effects,
): Promise<WithdrawResult> {
  const { warehouse } = effects;
  const why = reasonIn(reason, action === 'withdraw' ? '--withdraw' : '--restore');
  const batch = await findBatch(warehouse, wanted, action);
  const months = await markBatch(warehouse, batch, action, why);
  for (const month of months) await measure(month, effects);
  return {
    action,
    batch_id: batch.batchId,
    source: batch.source,
    paths: batch.paths,
    sha256: batch.sha256,
    lines: batch.lines,
    reason: why,
    counted_months: months,
    late: await lateMonthsOfBatches(warehouse, [batch.batchId]),
  };
}

/**
 * Returns the reason that a person gave.
 *
 * @param option Option that needs the reason.
 * @throws {UserError} (exit 2) If there is none.
 */
export function reasonIn(text: string | undefined, option: string): string {
  const reason = text?.trim() ?? '';
  if (reason !== '') return reason;
  throw new UserError(
    `${option} needs a reason. It is stored in the audit.\nAccepted: --reason TEXT, such as --reason "counted twice by the collector".`,
    exitCodes.wrongUsage,
  );
}
