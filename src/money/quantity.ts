import { formatUnits, parseUnits } from './decimal.ts';

/** Digits that both parts of a quantity may have. */
const mostDigits = 120;
const tooLarge = 10n ** BigInt(mostDigits);

const one = { units: 1n, places: 0 };

/**
 * An exact amount of something, a reduced fraction of two whole numbers.
 *
 * Mbps are bits of a slot divided by its seconds and a million, which no decimal always holds. A
 * quantity stays a fraction until the one division that makes it an amount or text.
 */
export class Quantity {
  static readonly zero = Quantity.of('0');
  /** Negative where the quantity is. */
  readonly numerator: bigint;
  /** More than 0. */
  readonly denominator: bigint;

  private constructor(numerator: bigint, denominator: bigint) {
    const divisor = denominator === 1n ? 1n : greatestDivisor(absolute(numerator), denominator);
    this.numerator = divisor === 1n ? numerator : numerator / divisor;
    this.denominator = divisor === 1n ? denominator : denominator / divisor;
    if (this.numerator >= tooLarge || this.numerator <= -tooLarge || this.denominator >= tooLarge)
      throw new RangeError(`A quantity needs more than ${mostDigits} digits to stay exact`);
  }

  /**
   * @param numerator Plain decimal text.
   * @param denominator Plain decimal text, more than 0.
   * @throws {RangeError} If either is not, or longer than 60 digits.
   */
  static of(numerator: string, denominator = '1'): Quantity {
    const above = parseUnits(numerator);
    const below = denominator === '1' ? one : parseUnits(denominator);
    if (below.units <= 0n) throw new RangeError(`The denominator is ${denominator}, not above 0`);
    if (above.places === below.places) return new Quantity(above.units, below.units);
    return new Quantity(
      above.units * 10n ** BigInt(below.places),
      below.units * 10n ** BigInt(above.places),
    );
  }

  add(other: Quantity): Quantity {
    if (this.denominator === other.denominator)
      return new Quantity(this.numerator + other.numerator, this.denominator);
    return new Quantity(
      this.numerator * other.denominator + other.numerator * this.denominator,
      this.denominator * other.denominator,
    );
  }

  subtract(other: Quantity): Quantity {
    if (this.denominator === other.denominator)
      return new Quantity(this.numerator - other.numerator, this.denominator);
    return new Quantity(
      this.numerator * other.denominator - other.numerator * this.denominator,
      this.denominator * other.denominator,
    );
  }

  times(factor: Quantity): Quantity {
    return new Quantity(this.numerator * factor.numerator, this.denominator * factor.denominator);
  }

  /** Negative, 0 or positive, as this is less than, equal to or more than `other`. */
  compare(other: Quantity): number {
    if (this.denominator === other.denominator)
      return compareWhole(this.numerator, other.numerator);
    return compareWhole(this.numerator * other.denominator, other.numerator * this.denominator);
  }

  isZero(): boolean {
    return this.numerator === 0n;
  }

  isNegative(): boolean {
    return this.numerator < 0n;
  }

  /**
   * Started blocks: how often `block` fits, a part of one counting whole; 0 for nothing or less.
   *
   * @throws {RangeError} If `block` is not above 0.
   */
  startedBlocks(block: Quantity): Quantity {
    if (block.numerator <= 0n) throw new RangeError('A block is above 0');
    if (this.numerator <= 0n) return Quantity.zero;
    const above = this.numerator * block.denominator;
    const below = this.denominator * block.numerator;
    return new Quantity((above + below - 1n) / below, 1n);
  }

  /** Whole blocks: how often `block` fits, a part of one not counting; 0 for nothing or less. */
  fullBlocks(block: Quantity): Quantity {
    const started = this.startedBlocks(block);
    const isWhole = started.times(block).compare(this) <= 0;
    return isWhole ? started : started.subtract(Quantity.of('1'));
  }

  /** The smaller of the two. */
  min(other: Quantity): Quantity {
    return this.compare(other) <= 0 ? this : other;
  }

  /** Whether the value can be written as a decimal that ends. */
  isDecimal(): boolean {
    return decimalPlaces(this.denominator) !== undefined;
  }
}

/**
 * Plain decimal text without trailing zeros; a value without end to 9 decimals, half up.
 */
export function formatQuantity({ numerator, denominator }: Quantity): string {
  const places = decimalPlaces(denominator);
  if (places !== undefined)
    return formatUnits((numerator * 10n ** BigInt(places)) / denominator, places);
  const billionths = (absolute(numerator) * 2n * 10n ** 9n + denominator) / (2n * denominator);
  const text = formatUnits(numerator < 0n ? -billionths : billionths, 9);
  return text.replace(/\.?0+$/, '');
}

/** Writes the fraction, such as `2/3`, where `formatQuantity` rounds; nothing where it is exact. */
export function exactFraction(quantity: Quantity): string | undefined {
  return quantity.isDecimal() ? undefined : `${quantity.numerator}/${quantity.denominator}`;
}

/** Decimals that a reduced fraction has; `undefined` where they have no end. */
function decimalPlaces(denominator: bigint): number | undefined {
  if (denominator === 1n) return 0;
  let [rest, twos, fives] = [denominator, 0, 0];
  for (; rest % 2n === 0n; rest /= 2n) twos += 1;
  for (; rest % 5n === 0n; rest /= 5n) fives += 1;
  return rest === 1n ? Math.max(twos, fives) : undefined;
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

function absolute(whole: bigint): bigint {
  return whole < 0n ? -whole : whole;
}

function compareWhole(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
