import type { InvoiceLine } from '../invoice/document.ts';
import { daysWithBook } from './book-in-force.ts';
import { chargeOfApp } from './charge-of-app.ts';
import { type ChargeTerms, joinTerms, termsByApp } from './charge-terms.ts';
import { dailyValues } from './daily-values.ts';
import { latestEdition } from './edition.ts';
import { groupBy } from './group-by.ts';
import { ordersUntil } from './orders.ts';
import { postpaidLine, type UsageOfMonth } from './postpaid-line.ts';
import { type AppOfMonth, isBilled } from './rate-charge.ts';
import { plansActiveIn, servicesOf } from './services.ts';
import { settingLine } from './setting-line.ts';
import { firstDayOfSettings, highestSettings, settingsOfMonth } from './settings-of-month.ts';
import type { RatingInput } from './types.ts';

/** A usage charge as it is for one app, with what the app used. */
export interface AppCharge {
  app: AppOfMonth;
  terms: ChargeTerms;
  usage: UsageOfMonth;
}

/**
 * Returns the usage charges of all apps, by app and in the order of the book; one entry a price.
 */
export function appCharges(input: RatingInput): AppCharge[] {
  const { month, appIds, roaming, appSettings = [], monthlyUsers } = input;
  const { edition = latestEdition } = input;
  const orders = groupBy(ordersUntil(input), ({ purchase }) => purchase.appId);
  const values = dailyValues(input);
  const terms = termsByApp(input);
  return appIds.flatMap((appId) => {
    const settings = settingsOfMonth(
      roaming.filter((setting) => setting.appId === appId),
      month,
      firstDayOfSettings(input.books, month, edition),
    );
    const plans = plansActiveIn(servicesOf(orders.get(appId) ?? [], edition), month);
    const app = { appId, plans, settings, edition };
    const usage = {
      ...{ values: values.get(appId)!, monthlyUsers: monthlyUsers.get(appId) },
      settings: highestSettings(
        appSettings.filter((setting) => setting.appId === appId),
        daysWithBook(input.booksOfApps?.get(appId) ?? input.books, month),
      ),
    };
    return termsOfApp(terms.get(appId)!, app).map((ofCharge) => ({ app, terms: ofCharge, usage }));
  });
}

/** Applies the app's highest plan to the month's charges, and joins those that make one line. */
export function termsOfApp(terms: readonly ChargeTerms[], { plans }: AppOfMonth): ChargeTerms[] {
  const own = terms.map((ofCharge) => {
    const charge = chargeOfApp(ofCharge.charge, ofCharge.books[0]!, plans);
    return { ...ofCharge, charge };
  });
  return joinTerms(own, (charge) => isBilled(charge, plans));
}

/** Returns the invoice line of a charge; `undefined` if there is nothing to show. */
export function lineOfCharge({ app, terms, usage }: AppCharge): InvoiceLine | undefined {
  const { rounding } = terms.books[0]!;
  return terms.charge.model === 'by_setting'
    ? settingLine(terms, app, rounding)
    : postpaidLine(terms, usage, app, rounding);
}
