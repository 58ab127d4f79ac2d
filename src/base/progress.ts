/** Shows how far long work is. */
export interface Progress {
  /**
   * Starts to show a piece of work.
   *
   * @param title Such as `Loading`.
   * @param total Number of steps.
   * @param bytes Size of all steps together; absent if steps are not measured in bytes.
   */
  start(title: string, total: number, bytes?: number): ProgressTask;
  /**
   * Runs a step of a job, which a log tells of: beginning, end and duration.
   *
   * @param countsOf Returns counts of the result, for the log.
   */
  step<T>(name: StepName, work: () => Promise<T>, countsOf?: (result: T) => Counts): Promise<T>;
}

/** Steps of jobs. */
export type StepName = 'load' | 'measure' | 'price' | 'issue' | 'preview' | 'report' | 'publish';

/** Counts by name, such as `{ files: 3 }`. */
export type Counts = Readonly<Record<string, number>>;

export interface ProgressTask {
  /** Counts one more step as done; `label` names it. */
  advance(label: string): void;
  /** Adds steps to the total. */
  extend(steps: number): void;
  /** Counts bytes as done. */
  read(bytes: number): void;
  end(): void;
}

/** Shows nothing: for tests, pipes and `--json`. */
export const silentProgress: Progress = {
  start: () => ({
    advance: () => undefined,
    extend: () => undefined,
    read: () => undefined,
    end: () => undefined,
  }),
  step: (_name, work) => work(),
};
