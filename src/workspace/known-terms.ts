import { UserError } from '../base/errors.ts';
import { addTermsOfLists } from '../prices/agreed-terms.ts';
import type { Contract } from '../prices/contract.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { readPrices } from '../prices/read-prices.ts';
import type { Purchase } from '../rating/types.ts';
import { type Accounts, collectAccounts } from './accounts.ts';
import type { Customer } from './customer.ts';
import { priceFolders } from './price-folders.ts';
import type { Settings } from './settings.ts';
import type { Workspace } from './workspace.ts';

/** The valid parts of accounts and prices. */
export interface KnownTerms {
  /** By customer id, in byte order, then by day. */
  customers: readonly Customer[];
  purchases: readonly Purchase[];
  /** By list and date. */
  books: readonly PriceBook[];
  contracts: readonly Contract[];
}

/** Terms of a workspace without accounts and prices. */
export const noTerms: KnownTerms = { customers: [], purchases: [], books: [], contracts: [] };

const noAccounts: Accounts = { customers: [], purchases: [], roaming: [], appSettings: [] };

/**
 * Reads what is in order and passes over the rest: what is wrong, or cannot be read, is for the next
 * run to say.
 */
export async function readKnownTerms(
  workspace: Workspace,
  settings: Settings,
): Promise<KnownTerms> {
  const { customers, purchases } = await readOrDefault(
    collectAccounts(workspace, settings).then(({ accounts }) => accounts),
    noAccounts,
  );
  const { books, contracts } = await readOrDefault(readPrices(priceFolders(workspace)), {
    books: [],
    contracts: [],
  });
  const read = contracts.map(({ contract }) => contract);
  return { customers, purchases, books, contracts: addTermsOfLists(read, books, customers) };
}

async function readOrDefault<T, Nothing>(
  reading: Promise<T>,
  nothing: Nothing,
): Promise<T | Nothing> {
  try {
    return await reading;
  } catch (error) {
    const isOfFiles = error instanceof UserError || (error as NodeJS.ErrnoException).code;
    if (isOfFiles) return nothing;
    throw error;
  }
}
