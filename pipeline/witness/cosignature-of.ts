import type { Cosignature } from '../../src/jobs/log-checkpoints.ts';
import type { CheckedCosignature } from '../../src/ledger/log/cosignatures.ts';
import { instantOf } from '../../src/proof/check-cosignatures.ts';

/** Returns a cosignature as `--json` prints it. */
export function cosignatureOf({ witness, time }: CheckedCosignature): Cosignature {
  return { witness: witness.name, cosigned_at: instantOf(time) };
}
