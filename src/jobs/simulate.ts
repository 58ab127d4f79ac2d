import type { Month } from '../calendar/month.ts';
import type { SimulationDocument } from '../invoice/simulation.ts';

/** Issued months to price again, and the price book for it. */
export interface SimulateOptions {
  /** File of the price book, as the user named it. */
  file: string;
  from: Month;
  to: Month;
  /** Price list of the customers; undefined = the book's own. */
  list: string | undefined;
  /** True if the book is in force from its own day on, instead of over the whole range. */
  asDated: boolean;
  /** Folder of the reports; undefined = `out/simulations/…` of the workspace. */
  out: string | undefined;
}

/** A simulation with its reports. */
export interface Simulation {
  document: SimulationDocument;
  /** Every charge as CSV. */
  csv: string;
  /** Paths of the written files; relative to the workspace if they are in it. */
  reports: string[];
}
