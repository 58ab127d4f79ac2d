import type { Cosignature } from '../../src/jobs/log-checkpoints.ts';
import type { CheckedCosignature } from '../../src/ledger/log/cosignatures.ts';

/** Returns a cosignature as `--json` prints it. */
export function cosignatureOf({ witness, time }: CheckedCosignature): Cosignature {
  return { witness: witness.name, cosigned_at: timeText(time) };
}

/** Writes seconds since the epoch as RFC 3339, in UTC. */
export function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
