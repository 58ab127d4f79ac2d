import { canonicalJson } from '../src/base/json.ts';
import type { SimulationDocument } from '../src/invoice/simulation.ts';

/** Renders a simulation as canonical JSON (RFC 8785) and one final newline: equal simulations are equal bytes. */
export function renderSimulationJson(simulation: SimulationDocument): string {
  return `${canonicalJson(simulation)}\n`;
}
