import { Exact, parseDecimal, plainText } from './decimal.ts';

/**
 * Digits that both parts of a quantity may have. The 400 digits of decimal.js then hold every product
 * of two parts exactly, and one division cannot change a rounding (see `roundAmount`).
 */
const mostDigits = 120;

const one = new Exact(1);

/**
 * An exact amount of something, a reduced fraction of two whole numbers.
 *
 * Mbps are bits of a slot divided by its seconds and a million, which no decimal always holds. A
 * quantity stays a fraction until the one division that makes it an amount or text.
 */
export class Quantity {
  static readonly zero = Quantity.of('0');
  /** Whole; negative where the quantity is. */
  readonly numerator: Exact;
  /** Whole, more than 0. */
  readonly denominator: Exact;

  private constructor(numerator: Exact, denominator: Exact) {
    const divisor = isOne(denominator) ? one : greatestDivisor(numerator.abs(), denominator);
    this.numerator = isOne(divisor) ? numerator : numerator.dividedBy(divisor);
    this.denominator = isOne(divisor) ? denominator : denominator.dividedBy(divisor);
    if (isTooLong(this.numerator) || isTooLong(this.denominator))
      throw new RangeError(`A quantity needs more than ${mostDigits} digits to stay exact`);
  }

  /**
   * @param numerator Plain decimal text.
   * @param denominator Plain decimal text, more than 0.
   * @throws {RangeError} If either is not, or longer than 60 digits.
   */
  static of(numerator: string, denominator = '1'): Quantity {
    const above = parseDecimal(numerator);
    const below = denominator === '1' ? one : parseDecimal(denominator);
    if (!below.greaterThan(0))
      throw new RangeError(`The denominator is ${denominator}, not above 0`);
    const places = Math.max(above.decimalPlaces(), below.decimalPlaces());
    if (places === 0) return new Quantity(above, below);
    const scale = new Exact(10).pow(places);
    return new Quantity(above.times(scale), below.times(scale));
  }

  add(other: Quantity): Quantity {
    if (this.denominator.equals(other.denominator))
      return new Quantity(this.numerator.plus(other.numerator), this.denominator);
    return new Quantity(
      this.numerator.times(other.denominator).plus(other.numerator.times(this.denominator)),
      this.denominator.times(other.denominator),
    );
  }

  subtract(other: Quantity): Quantity {
    return this.add(new Quantity(other.numerator.negated(), other.denominator));
  }

  times(factor: Quantity): Quantity {
    return new Quantity(
      this.numerator.times(factor.numerator),
      this.denominator.times(factor.denominator),
    );
  }

  /** Compares two quantities: for `sort`. */
  compare(other: Quantity): number {
    if (this.denominator.equals(other.denominator))
      return this.numerator.comparedTo(other.numerator);
    return this.numerator
      .times(other.denominator)
      .comparedTo(other.numerator.times(this.denominator));
  }

  isZero(): boolean {
    return this.numerator.isZero();
  }

  isNegative(): boolean {
    return this.numerator.lessThan(0);
  }

  /**
   * Counts started blocks: a part of a block counts as a whole one; 0 for nothing or less.
   *
   * @throws {RangeError} If `block` is not above 0.
   */
  startedBlocks(block: Quantity): Quantity {
    if (!block.numerator.greaterThan(0)) throw new RangeError('A block is above 0');
    if (!this.numerator.greaterThan(0)) return Quantity.zero;
    const above = this.numerator.times(block.denominator);
    const below = this.denominator.times(block.numerator);
    const whole = above.dividedToIntegerBy(below);
    return new Quantity(whole.times(below).equals(above) ? whole : whole.plus(1), one);
  }

  /** Counts full blocks: a part of a block does not count; 0 for nothing or less. */
  fullBlocks(block: Quantity): Quantity {
    const started = this.startedBlocks(block);
    const isWhole = started.times(block).compare(this) <= 0;
    return isWhole ? started : started.subtract(Quantity.of('1'));
  }

  /** Returns the smaller of the two. */
  min(other: Quantity): Quantity {
    return this.compare(other) <= 0 ? this : other;
  }

  /** Tells whether the value can be written as a decimal that ends. */
  isDecimal(): boolean {
    if (isOne(this.denominator)) return true;
    let rest = this.denominator;
    for (const prime of [2, 5]) while (rest.modulo(prime).isZero()) rest = rest.dividedBy(prime);
    return isOne(rest);
  }
}

/** Writes plain decimal text without trailing zeros; a value without end to 9 decimals, half up. */
export function formatQuantity(quantity: Quantity): string {
  const { numerator, denominator } = quantity;
  if (isOne(denominator)) return plainText(numerator);
  const value = numerator.dividedBy(denominator);
  return plainText(quantity.isDecimal() ? value : value.toDecimalPlaces(9));
}

/** Writes the fraction, such as `2/3`, where `formatQuantity` rounds; nothing where it is exact. */
export function exactFraction(quantity: Quantity): string | undefined {
  if (quantity.isDecimal()) return undefined;
  return `${plainText(quantity.numerator)}/${plainText(quantity.denominator)}`;
}

function isOne(value: Exact): boolean {
  return value === one || value.equals(one);
}

function isTooLong(whole: Exact): boolean {
  return whole.e >= mostDigits;
}

function greatestDivisor(a: Exact, b: Exact): Exact {
  let [larger, smaller] = [a, b];
  while (!smaller.isZero()) [larger, smaller] = [smaller, larger.modulo(smaller)];
  return larger;
}
