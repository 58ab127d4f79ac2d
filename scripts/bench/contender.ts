import type { Counts } from './counts.ts';
import type { History } from './history.ts';
import type { MonthWorkspace } from './month-workspace.ts';
import type { BenchData } from './result.ts';

/** What is compared: one way to come from the files to the numbers. */
export interface Contender {
  name: string;
  title: string;
  /** Package of `contenders/packages.json` that it needs. */
  needs?: string;
  /** Why it cannot be run here; absent = it can. Asked once, before all rounds. */
  obstacle?(place: Place): Promise<string | undefined>;
  /** Brings about the state that it starts from; not measured. */
  prepare?(place: Place): Promise<void>;
  /** What Node is run with. */
  args(place: Place): string[];
  /**
   * What the measured process answered.
   *
   * @throws {Error} If that is no answer.
   */
  answer(stdout: string, place: Place): Promise<Answer>;
  /** Bytes that it left on disk; absent = it keeps nothing. */
  keptBytes?(place: Place): Promise<number>;
}

/** What can be checked of it; absent = it does not tell. */
export interface Answer {
  counts?: Counts;
  /** Lines taken in, and how many there are. */
  rows?: { read: number; expected: number };
  /** What it had on disk before it removed it. */
  keptBytes?: number;
  /** Of the engine. */
  version?: { of: string; is: string };
}

/** Where contenders find what they work on. */
export interface Place {
  data: BenchData;
  month: MonthWorkspace;
  /** Undefined where no contender of the run needs it. */
  history: History | undefined;
  /** Below which `npm` installed the contenders' packages. */
  packages: string;
  /** Empty before each run. */
  scratch: string;
  threads: number;
  /** The command line's entry. */
  imbill: string;
}
