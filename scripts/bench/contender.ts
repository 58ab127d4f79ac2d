import type { Counts } from './counts.ts';
import type { History } from './history.ts';
import type { MonthWorkspace } from './month-workspace.ts';
import type { BenchData } from './result.ts';

/** A way from the files to the numbers, which is compared with others. */
export interface Contender {
  name: string;
  title: string;
  /** Package of `contenders/packages.json`; absent = none is needed. */
  needs?: string;
  /** Returns the reason why it cannot run here; undefined = it can. Called once, before all rounds. */
  obstacle?(place: Place): Promise<string | undefined>;
  /** Prepares its start; not measured. */
  prepare?(place: Place): Promise<void>;
  /** Returns the arguments of Node. */
  args(place: Place): string[];
  /**
   * Reads the answer of the measured process.
   *
   * @throws {Error} If there is none.
   */
  answer(stdout: string, place: Place): Promise<Answer>;
  /** Counts the bytes that it left on disk; absent = it leaves none. */
  keptBytes?(place: Place): Promise<number>;
}

/** The answer of a contender; absent parts are not checked. */
export interface Answer {
  counts?: Counts;
  /** Lines that were read, and lines that there are. */
  rows?: { read: number; expected: number };
  /** Bytes that it had on disk before it removed them. */
  keptBytes?: number;
  /** Version of the database. */
  version?: { of: string; is: string };
}

/** The data and folders of contenders. */
export interface Place {
  data: BenchData;
  month: MonthWorkspace;
  /** Ledger of many months; undefined if no contender needs it. */
  history: History | undefined;
  /** Folder in which `npm` installed the contenders' packages. */
  packages: string;
  /** Folder for scratch files; empty before each run. */
  scratch: string;
  threads: number;
  /** Entry of the command line. */
  imbill: string;
}
