import { exitCodes, UserError } from '../../src/base/errors.ts';
import { isThere } from '../../src/base/is-there.ts';
import { nearestName } from '../../src/base/nearest-name.ts';
import { billingDayOf } from '../../src/calendar/billing-day.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { OwnedApp, OwnedAppStatus } from '../../src/jobs/status.ts';
import { readBillingTerms } from '../../src/ledger/billing-terms.ts';
import { booksOfHolders } from '../../src/prices/books-of-holders.ts';
import { statusOfApp } from '../../src/rating/app-status.ts';
import { compareText } from '../../src/rating/compare-text.ts';
import { type AppArrears, readAppArrears } from '../../src/snapshot/read/arrears.ts';
import { withSnapshot } from '../../src/snapshot/read/with-snapshot.ts';
import type { Customer } from '../../src/workspace/customer.ts';
import { type Holder, holderOn, holdersOf } from '../../src/workspace/holders.ts';
import { readSettings } from '../../src/workspace/settings.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';

/**
 * Calculates the life of one app's plans and packs from today's accounts and price books. Needs no
 * loaded logs. Arrears are those of the published documents and payments.
 *
 * @param effects `now` is in milliseconds since the epoch: the day to show if `on` is undefined.
 * @throws {UserError} (exit 2) If no customer has the app, (exit 3) if accounts or books are wrong.
 */
export async function readAppStatus(
  { app, on }: { app: string; on: string | undefined },
  { workspace, now }: { workspace: Workspace; now(): number },
): Promise<OwnedAppStatus> {
  const settings = await readSettings(workspace.settings);
  const { accounts, books, contracts } = await readBillingTerms(workspace, settings);
  const holders = holdersOf(accounts.customers);
  await learnZones([settings.timezone]);
  const day = on ?? billingDayOf(now(), settings.timezone);
  const owner = ownerOf(app, holderOn(holders, app, day), accounts.customers);
  const ofApp = booksOfHolders(holders.get(app) ?? [], books, contracts);
  const purchases = accounts.purchases.filter(({ appId }) => appId === app);
  const arrears = await arrearsOf(app, day, workspace);
  return {
    ...owner,
    ...statusOfApp(purchases, ofApp, day),
    ...(arrears.length > 0 && { arrears }),
  };
}

/** Reads the app's arrears; none where nothing that has them is published. */
async function arrearsOf(app: string, day: string, workspace: Workspace): Promise<AppArrears[]> {
  if (!isThere(workspace.analytics)) return [];
  return withSnapshot(workspace, async (snapshot) => {
    const { has } = await snapshot.one<{ has: boolean }>(
      "select exists (from duckdb_views() where view_name = 'arrears') as has",
    );
    return has ? readAppArrears(snapshot, app, day) : [];
  });
}

/** Returns an app and its customer; without one on the day, the last one. */
function ownerOf(
  appId: string,
  holder: Holder | undefined,
  customers: readonly Customer[],
): OwnedApp {
  const owned = customers.flatMap(({ customerId, name, priceList, apps }) =>
    apps
      .filter((app) => app.appId === appId)
      .map(({ appName, from = '' }) => ({ appName, from, customerId, name, priceList })),
  );
  const byDay = owned.toSorted((a, b) => compareText(a.from, b.from));
  const isHolder = ({ customerId, from }: (typeof owned)[number]) =>
    customerId === holder?.customerId && from === (holder.from ?? '');
  const owner = byDay.find(isHolder) ?? byDay.at(-1);
  if (owner !== undefined)
    return {
      app_id: appId,
      app_name: owner.appName,
      customer_id: owner.customerId,
      customer_name: owner.name,
      price_list: owner.priceList,
    };
  const known = customers.flatMap(({ apps }) => apps.map((app) => app.appId));
  const nearest = nearestName(appId, known);
  throw new UserError(
    `There is no app ${JSON.stringify(appId)}${nearest === undefined ? '' : `; did you mean "${nearest}"?`}\nAccepted: an app_id of accounts/customers.csv.`,
    exitCodes.wrongUsage,
  );
}
