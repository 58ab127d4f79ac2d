const prime = 2_147_483_647n;
const multiplier = 1_588_635_695n;

/**
 * The sample's only source of variety, in SQL: macros of plain integer arithmetic, the same in
 * every version, on every host and at every thread count (`random()` and `hash()` are not).
 *
 * `scattered(n, salt)` sends 0 … 2^31 - 2 one to one onto itself; ids made of it stay distinct.
 * `mixed(n, salt)` breaks the even steps of `scattered` and is for everything else. Both take
 * whole numbers below 2^31 - 1, so that a product never leaves a BIGINT.
 */
export const mixingMacros = `
create macro scattered(n, salt) as
    (cast(n as bigint) * ${multiplier} + salt) % ${prime};
create macro mixed(n, salt) as
    scattered(xor(scattered(n, salt), scattered(n, salt) >> 15), salt);
`;

/**
 * The SQL macro `mixed`, folded over any number of whole numbers.
 *
 * @param parts Such as seed, app and day; each 0 or more and a safe integer.
 * @returns 0 … 2^31 - 2; the same parts in the same order give the same number.
 */
export function mixed(...parts: readonly number[]): number {
  return Number(parts.reduce((salt, part) => mix(BigInt(part) % prime, salt), 1n));
}

function mix(n: bigint, salt: bigint): bigint {
  const once = scatter(n, salt);
  return scatter(once ^ (once >> 15n), salt);
}

function scatter(n: bigint, salt: bigint): bigint {
  return (n * multiplier + salt) % prime;
}
