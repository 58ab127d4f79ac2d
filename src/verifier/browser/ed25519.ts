import { ed25519 } from '@noble/curves/ed25519.js';

/** Returns 32 random bytes for a new key. */
export function newSeed(): Uint8Array {
  return ed25519.utils.randomSecretKey();
}

/** Calculates the public key, 32 bytes, of a seed of 32 bytes. */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(seed);
}

/** Signs a message: 64 bytes, the same for the same key and message (RFC 8032). */
export function signEd25519(message: Uint8Array, seed: Uint8Array): Uint8Array {
  return ed25519.sign(message, seed);
}

/**
 * Tells if a signature of 64 bytes is that of a message under a public key of 32 bytes, by the strict rules of
 * RFC 8032.
 */
export function isEd25519Signature(
  signature: Uint8Array,
  message: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false; // Not a point of the curve.
  }
}
