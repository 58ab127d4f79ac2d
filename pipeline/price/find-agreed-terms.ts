import type { BillingFacts } from '../../src/billing/billing-facts.ts';
import type { Draft } from '../../src/billing/draft.ts';
import { firstDay, lastDay, type Month } from '../../src/calendar/month.ts';
import type { Finding } from '../../src/invoice/document.ts';
import { describeAgreedDifference, findAgreedDifferences } from '../../src/prices/agreed-terms.ts';
import { bookInForce, daysWithBook } from '../../src/rating/book-in-force.ts';
import { internalFinding } from '../../src/rating/finding-codes.ts';

/**
 * Finds contracts that priced a line by terms which the list has changed since. A person should
 * know that the line does not follow the list.
 */
export function findAgreedTerms({ lines }: Draft, facts: BillingFacts): Finding[] {
  const { price_books: books, contracts = [], customer } = facts;
  const month = facts.month as Month;
  const inForce = contracts.filter(
    ({ from, until }) => from <= lastDay(month) && (until ?? lastDay(month)) >= firstDay(month),
  );
  if (inForce.length === 0) return [];
  const book = bookInForce(books, daysWithBook(books, month)[0]!);
  const priced = new Set(lines.map(({ sku, contract }) => `${contract?.name} ${sku}`));
  return findAgreedDifferences(inForce, book)
    .filter(({ contract, sku }) => priced.has(`${contract} ${sku}`))
    .map((term) => {
      const { en, zh } = describeAgreedDifference(term);
      return internalFinding('contract-keeps-terms', '', {
        en: `Customer ${customer.customer_id}: ${en}`,
        zh: `客户 ${customer.customer_id}：${zh}`,
      });
    });
}
