import type { Address } from '../../reports/web/address.ts';
import { renderAppPage } from '../../reports/web/app-page.ts';
import { renderCustomerHistoryPage } from '../../reports/web/customer-history-page.ts';
import { renderCustomerPage } from '../../reports/web/customer-page.ts';
import { renderHistoryPage } from '../../reports/web/history-page.ts';
import { renderEmptyPage } from '../../reports/web/message-page.ts';
import { renderMonthPage } from '../../reports/web/month-page.ts';
import type { PageContext } from '../../reports/web/page-context.ts';
import { renderSqlPage } from '../../reports/web/sql-page.ts';
import { customerDetail } from '../../src/snapshot/read/customer-detail.ts';
import { customerHistory } from '../../src/snapshot/read/customer-history.ts';
import { history } from '../../src/snapshot/read/history.ts';
import { readKnownMonths } from '../../src/snapshot/read/month-list.ts';
import { monthOverview } from '../../src/snapshot/read/month-overview.ts';
import type { Snapshot } from '../../src/snapshot/read/snapshot.ts';
import { readSqlBox } from './sql-box.ts';

/** Renders a page from data that is read already, in any language. */
export type RenderPage = (page: PageContext) => string;

/** Address of a page that is made from the snapshot alone. */
export type SnapshotAddress = Exclude<Address, { page: 'queries' | 'query' }>;

/** Reads the data of an address's page; returns undefined if there is no such page. */
export async function pageAt(
  address: SnapshotAddress,
  snapshot: Snapshot,
): Promise<RenderPage | undefined> {
  switch (address.page) {
    case 'home':
      return homePage(snapshot);
    case 'month':
      return withData(await monthOverview(snapshot, address.month), renderMonthPage);
    case 'customer':
      return withData(
        await customerDetail(snapshot, address.month, address.customer),
        renderCustomerPage,
      );
    case 'app':
      return appPage(address, snapshot);
    case 'history':
      return withData(await history(snapshot), renderHistoryPage);
    case 'customer-history':
      return withData(await customerHistory(snapshot, address.customer), renderCustomerHistoryPage);
    case 'sql':
      return withData(await readSqlBox(snapshot), renderSqlPage);
  }
}

function withData<Data>(
  data: Data | undefined,
  render: (data: Data, page: PageContext) => string,
): RenderPage | undefined {
  return data && ((page) => render(data, page));
}

/** Returns the page of the latest issued month, or of the latest month if none was issued. */
async function homePage(snapshot: Snapshot): Promise<RenderPage | undefined> {
  const months = await readKnownMonths(snapshot);
  const latest = months.findLast(({ isIssued }) => isIssued) ?? months.at(-1);
  if (latest === undefined) return renderEmptyPage;
  return withData(await monthOverview(snapshot, latest.month), renderMonthPage);
}

async function appPage(
  { month, customer, app: appId }: Address & { page: 'app' },
  snapshot: Snapshot,
): Promise<RenderPage | undefined> {
  const detail = await customerDetail(snapshot, month, customer);
  const app = detail?.apps.find((one) => one.appId === appId);
  return detail && app && ((page) => renderAppPage(detail, app, page));
}
