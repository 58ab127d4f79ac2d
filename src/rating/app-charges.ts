import type { InvoiceLine } from '../invoice/document.ts';
import { daysWithBook } from './book-in-force.ts';
import { chargeOfApp } from './charge-of-app.ts';
import { type ChargeTerms, joinTerms, termsByApp } from './charge-terms.ts';
import { type DailyValues, dailyValues } from './daily-values.ts';
import { latestEdition } from './edition.ts';
import { groupBy } from './group-by.ts';
import { ordersUntil } from './orders.ts';
import { postpaidLine, type UsageOfMonth } from './postpaid-line.ts';
import { type AppOfMonth, isBilled } from './rate-charge.ts';
import { plansActiveIn, type Service, servicesOf } from './services.ts';
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
  const orders = groupBy(ordersUntil(input), ({ purchase }) => purchase.appId);
  const values = dailyValues(input);
  const terms = termsByApp(input);
  return input.appIds.flatMap((appId) => {
    const services = servicesOf(orders.get(appId) ?? [], input.edition);
    const { app, usage } = factsOfApp(input, appId, services, values.get(appId)!);
    return termsOfApp(terms.get(appId)!, app).map((ofCharge) => ({ app, terms: ofCharge, usage }));
  });
}

/** Collects the facts of one app that its usage charges depend on. */
export function factsOfApp(
  input: RatingInput,
  appId: string,
  services: readonly Service[],
  values: ReadonlyMap<string, DailyValues>,
): Pick<AppCharge, 'app' | 'usage'> {
  const { month, roaming, appSettings = [], edition = latestEdition, units } = input;
  const isOfApp = (setting: { appId: string }) => setting.appId === appId;
  const days = daysWithBook(input.booksOfApps?.get(appId) ?? input.books, month);
  const first = firstDayOfSettings(days, month, edition);
  const settings = settingsOfMonth(roaming.filter(isOfApp), month, first);
  return {
    app: { appId, plans: plansActiveIn(services, month), settings, edition, units },
    usage: {
      values,
      monthlyUsers: input.monthlyUsers.get(appId),
      settings: highestSettings(appSettings.filter(isOfApp), days),
    },
  };
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
