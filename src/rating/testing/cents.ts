/** Returns printed money as whole cents. */
export function centsOf(money: string): bigint {
  return BigInt(money.replace('.', ''));
}

/** Writes whole cents as money is printed. */
export function moneyText(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
