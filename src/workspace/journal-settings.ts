import { z } from 'zod';

/** Patterns of the accounts of the general ledger; `{name}` is replaced by a value of the posting. */
export type JournalAccounts = Record<AccountRole, string>;

export type AccountRole = keyof typeof defaultAccounts;

/** Placeholders that an account may have. */
export type Placeholder = 'customer_id' | 'currency' | 'app_id' | 'sku' | 'percent';

/** Accounts where imbill.yaml names none. */
const defaultAccounts = {
  receivables: 'assets:receivable:{customer_id}',
  revenue: 'income:{sku}',
  deferred: 'liabilities:deferred:{sku}',
  tax: 'liabilities:tax:{percent}',
  bank: 'assets:bank',
  vouchers: 'expenses:vouchers',
};

const ofCharges = ['customer_id', 'currency', 'app_id', 'sku'] as const;
const placeholders: Record<AccountRole, readonly Placeholder[]> = {
  receivables: ['customer_id', 'currency'],
  revenue: ofCharges,
  deferred: ofCharges,
  tax: ['customer_id', 'currency', 'percent'],
  bank: ['customer_id', 'currency'],
  vouchers: ['customer_id', 'currency'],
};

/** Schema of `journal` in imbill.yaml. */
export const journalSchema = z.strictObject({
  accounts: z
    .strictObject({
      receivables: account('receivables').optional(),
      revenue: account('revenue').optional(),
      deferred: account('deferred').optional(),
      tax: account('tax').optional(),
      bank: account('bank').optional(),
      vouchers: account('vouchers').optional(),
    })
    .default({}),
});

/** Returns the accounts of the settings; the default ones where they name none. */
export function journalAccountsOf(
  read: z.infer<typeof journalSchema> | undefined,
): JournalAccounts {
  const named = Object.entries(read?.accounts ?? {}).filter(([, text]) => text !== undefined);
  return { ...defaultAccounts, ...(Object.fromEntries(named) as Partial<JournalAccounts>) };
}

function account(role: AccountRole) {
  const known = placeholders[role].map((name) => `{${name}}`);
  return z.string().refine((text) => isAccount(text, known), {
    error: `accepted: an account such as ${defaultAccounts[role]}, with ${known.join(', ')}; it begins with none of * ! = ~, and its parts between : are not empty, have no blank at an edge, no two blanks in a row, no other white space, no unseen character and none of ; ( ) [ ] { } "`,
  });
}

/** Tells if hledger takes a text for one account, once its placeholders are replaced. */
function isAccount(text: string, known: readonly string[]): boolean {
  const filled = known.reduce((left, name) => left.replaceAll(name, 'x'), text);
  const parts = filled.split(':');
  return (
    parts.every((part) => part !== '' && part === part.trim()) &&
    !/[;()[\]{}"]|\s\s|[^\S ]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^[*!=~]/u.test(filled)
  );
}
