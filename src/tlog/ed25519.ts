import { createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto';

/** Beginning of an Ed25519 public key and of a private key in DER (RFC 8410), before their 32 bytes. */
const publicPrefix = Uint8Array.of(
  0x30,
  0x2a,
  0x30,
  0x05,
  0x06,
  0x03,
  0x2b,
  0x65,
  0x70,
  0x03,
  0x21,
  0,
);
const privatePrefix = Uint8Array.of(
  ...[
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
  ],
);

/** Returns 32 random bytes for a new key. */
export function newSeed(): Uint8Array {
  return new Uint8Array(randomBytes(32));
}

/** Calculates the public key, 32 bytes, of a seed of 32 bytes. */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  const der = createPublicKey(privateKeyOf(seed)).export({ type: 'spki', format: 'der' });
  return new Uint8Array(der.subarray(publicPrefix.length));
}

/** Signs a message: 64 bytes, the same for the same key and message (RFC 8032). */
export function signEd25519(message: Uint8Array, seed: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, message, privateKeyOf(seed)));
}

/** Tells if a signature of 64 bytes is that of a message under a public key of 32 bytes. */
export function isEd25519Signature(
  signature: Uint8Array,
  message: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  const key = Buffer.concat([publicPrefix, publicKey]);
  try {
    return verify(null, message, createPublicKey({ key, type: 'spki', format: 'der' }), signature);
  } catch {
    return false; // Not a point of the curve.
  }
}

function privateKeyOf(seed: Uint8Array) {
  const key = Buffer.concat([privatePrefix, seed]);
  return createPrivateKey({ key, type: 'pkcs8', format: 'der' });
}
