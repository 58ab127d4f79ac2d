import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { ReopenedMonth, ReopenOptions } from '../../src/jobs/close.ts';
import { personIn } from '../../src/ledger/approvals/person-name.ts';
import { type Closing, readClosings, recordReopening } from '../../src/ledger/closings.ts';
import { reasonIn } from '../correct/withdraw.ts';
import type { Effects } from '../effects/effects.ts';
import { publishAfter } from '../report/publish.ts';

/**
 * Opens the last closed month again, and publishes it.
 *
 * @throws {UserError} (exit 2) Without a name or a reason, (exit 4) if the month is not the last closed
 *   one.
 */
export function reopenAndPublish(
  { month, by, reason }: ReopenOptions,
  effects: Effects,
): Promise<ReopenedMonth> {
  const person = personIn(by, '--by');
  const why = reasonIn(reason, 'reopen');
  const { warehouse } = effects;
  return publishAfter(effects, () =>
    warehouse.transaction(async () => {
      const closing = lastOf(month, await readClosings(warehouse));
      await recordReopening(warehouse, closing, { by: person, reason: why });
      const { closed_by, closed_at } = closing;
      return { month, reopened_by: person, reason: why, closed_by, closed_at };
    }),
  );
}

function lastOf(month: string, closings: readonly Closing[]): Closing {
  const last = closings.at(-1);
  if (last?.month === month) return last;
  const why =
    last === undefined
      ? 'No month is closed.'
      : last.month > month
        ? `The last closed month is ${last.month}; months are opened again from the last: imbill reopen --month ${last.month} --by NAME --reason TEXT`
        : `The last closed month is ${last.month}.`;
  throw new UserError(
    `${month} was not opened again. ${why}\nNothing was changed.`,
    exitCodes.nothingToDo,
  );
}
