import type { CorrectionOptions, CorrectionResult } from '../../src/jobs/correct.ts';
import type { VoidOptions, VoidResult } from '../../src/jobs/void.ts';
import type { WithdrawOptions, WithdrawResult } from '../../src/jobs/withdraw.ts';
import type { Effects } from '../effects/effects.ts';
import { publishing } from '../report/publish.ts';
import { report } from '../report/report.ts';
import { correct } from './correct.ts';
import { voidInvoice } from './void-invoice.ts';
import { withdraw } from './withdraw.ts';

/** Takes a delivered file back, or in again, and publishes what counts then. */
export function withdrawAndPublish(
  options: WithdrawOptions,
  effects: Effects,
): Promise<WithdrawResult> {
  return publishing(effects, () => withdraw(options, effects));
}

/** Corrects a month, writes its reports anew and publishes it; a dry run writes none. */
export function correctAndReport(
  options: CorrectionOptions,
  effects: Effects,
): Promise<CorrectionResult> {
  return publishing(effects, async () => {
    const { billed, ...result } = await correct(options, effects);
    if (!result.issued || result.documents.length === 0) return result;
    return { ...result, reports: await report(billed, effects) };
  });
}

/** Voids an invoice, writes the reports of its month anew and publishes it. */
export function voidAndReport(options: VoidOptions, effects: Effects): Promise<VoidResult> {
  return publishing(effects, async () => {
    const { billed, ...result } = await voidInvoice(options, effects);
    return { ...result, reports: await report(billed, effects) };
  });
}
