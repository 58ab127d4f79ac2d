import type { Address } from '../reports/web/address.ts';
import { renderEmptyPage } from '../reports/web/message-page.ts';
import { renderMonthPage } from '../reports/web/month-page.ts';
import type { PageContext } from '../reports/web/page-context.ts';
import { knownMonths } from '../src/published/month-list.ts';
import { monthOverview } from '../src/published/month-overview.ts';
import type { Snapshot } from '../src/published/snapshot.ts';

/** The page of an address, from what is published; undefined where nothing is there. */
export async function pageAt(
  address: Address,
  snapshot: Snapshot,
  page: PageContext,
): Promise<string | undefined> {
  switch (address.page) {
    case 'home':
      return homePage(snapshot, page);
    case 'month': {
      const overview = await monthOverview(snapshot, address.month);
      return overview && renderMonthPage(overview, page);
    }
    default:
      return undefined;
  }
}

/** The latest month that was issued; the latest at all where none was. */
async function homePage(snapshot: Snapshot, page: PageContext): Promise<string | undefined> {
  const months = await knownMonths(snapshot);
  const latest = months.findLast(({ isIssued }) => isIssued) ?? months.at(-1);
  if (latest === undefined) return renderEmptyPage(page);
  const overview = await monthOverview(snapshot, latest.month);
  return overview && renderMonthPage(overview, page);
}
