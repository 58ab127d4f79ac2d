import { hexOf } from '../base/bytes.ts';

/** 2²⁵⁵ − 19. Coordinates of points are numbers below it. */
const prime = 2n ** 255n - 19n;

/** The y of two points of order 8; −y is that of the two others. */
const ofOrder8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;

/** The y of all eight points of small order. */
const smallOrder = new Set([0n, 1n, prime - 1n, ofOrder8, prime - ofOrder8]);

/**
 * Tells if a public key of 32 bytes is one for which anybody can make signatures: a point of small order, or a
 * point that is not written in its one form. Programs disagree about their signatures, so they are no keys.
 * Source of the one form: RFC 8032, 5.1.3.
 */
export function isWeakPublicKey(publicKey: Uint8Array): boolean {
  const bigEndian = hexOf(publicKey.toReversed());
  const y = BigInt(`0x${bigEndian}`) & (2n ** 255n - 1n);
  return y >= prime || smallOrder.has(y);
}
