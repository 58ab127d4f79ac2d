const prime = 2_147_483_647n;
const multiplier = 1_588_635_695n;

/**
 * SQL macros that vary the sample. They only use integer arithmetic, so they give equal numbers in
 * every version, on every host and with any number of threads; `random()` and `hash()` do not.
 *
 * `scattered(n, salt)` maps 0 … 2^31 - 2 one to one onto itself: ids from it stay distinct.
 * `mixed(n, salt)` breaks the even steps of `scattered`, for everything else. Both take whole
 * numbers below 2^31 - 1, so that a product fits a BIGINT.
 */
export const mixingMacros = `
create macro scattered(n, salt) as
    (cast(n as bigint) * ${multiplier} + salt) % ${prime};
create macro mixed(n, salt) as
    scattered(xor(scattered(n, salt), scattered(n, salt) >> 15), salt);
`;

/**
 * Mixes any number of whole numbers as the SQL macro `mixed` does.
 *
 * @param parts Numbers such as seed, app and day; each a safe integer from 0.
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
