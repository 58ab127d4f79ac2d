import { exitCodes, UserError } from '../../src/base/errors.ts';
import { nearestName } from '../../src/base/nearest-name.ts';
import { billingDayOf } from '../../src/calendar/billing-day.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import type { DueOptions, DueResult } from '../../src/jobs/due.ts';
import { readDue } from '../../src/snapshot/read/due.ts';
import { withSnapshot } from '../../src/snapshot/read/with-snapshot.ts';
import type { Effects } from '../effects/effects.ts';
import { loadPayments } from '../load/load-payments.ts';
import { publishAfter } from '../report/publish.ts';

/**
 * Records the new payments, and lists what is open on a day.
 *
 * @throws {UserError} (exit 3) If payments.csv is wrong, (exit 2) for a customer that nobody knows.
 */
export async function listDue({ on, customer }: DueOptions, effects: Effects): Promise<DueResult> {
  const { workspace, settings, now } = effects;
  const payments = await publishAfter(effects, () => loadPayments(effects));
  const day = on ?? billingDayOf(now(), settings.timezone);
  return withSnapshot(workspace, async (snapshot) => {
    if (customer !== undefined) await assertKnown(snapshot, customer);
    return { ...(await readDue(snapshot, { on: day, customer })), payments: payments ?? null };
  });
}

async function assertKnown(snapshot: Database, customer: string): Promise<void> {
  const rows = await snapshot.rows<{ customer_id: string }>(
    `select customer_id from customers union select customer_id from invoices
     union select customer_id from payments`,
  );
  const known = rows.map(({ customer_id }) => customer_id);
  if (known.includes(customer)) return;
  const nearest = nearestName(customer, known);
  throw new UserError(
    `There is no customer ${JSON.stringify(customer)}${nearest === undefined ? '' : `; did you mean "${nearest}"?`}\nAccepted: a customer_id of accounts/customers.csv or of an issued document.`,
    exitCodes.wrongUsage,
  );
}
