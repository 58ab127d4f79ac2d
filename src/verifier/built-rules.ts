import { allUnits } from '../metrics/catalogue.ts';
import type { Rules } from '../proof/check-amounts.ts';

/** Version of the program that this file is built from; scripts/build-verifier.mjs sets it. */
declare const builtVersion: string;

/** Returns the rules by which the verifier rates: those of the program that it is built from. */
export function builtRules(): Rules {
  return { thisVersion: builtVersion, units: allUnits() };
}
