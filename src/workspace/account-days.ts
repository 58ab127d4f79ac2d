/** Tells whether a day can be that of an order or setting; another century is a typing error. */
export function isOfAccounts(day: string): boolean {
  return day >= '2000-01-01' && day <= '2100-12-31';
}

/** Problem of a day that cannot. */
export const notOfAccounts = 'not between the years 2000 and 2100';
