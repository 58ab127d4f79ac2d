import { visibleCharacters } from './visible-characters.ts';

/** Shows how far long work is. */
export interface Progress {
  /**
   * Starts to show a piece of work.
   *
   * @param title Such as `Loading`.
   * @param total Number of steps.
   */
  start(title: string, total: number): ProgressTask;
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
  end(): void;
}

/** Shows nothing: for tests, pipes and `--json`. */
export const silentProgress: Progress = {
  start: () => ({ advance: () => undefined, extend: () => undefined, end: () => undefined }),
  step: (_name, work) => work(),
};

/** Shows progress in one line of a terminal, written again and again. The last state stays. */
export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  return {
    step: (_name, work) => work(),
    start(title, steps) {
      let total = steps;
      let done = 0;
      let shownAt = 0;
      const show = (label: string) => {
        const text = `${title} ${bar(done, total)} ${done}/${total} ${visibleCharacters(label)}`;
        stream.write(`\r${text.slice(0, (stream.columns ?? 80) - 1)}\u001b[K`);
      };
      return {
        advance(label) {
          done++;
          const now = performance.now();
          if (now - shownAt < 50 && done < total) return;
          shownAt = now;
          show(label);
        },
        extend(more) {
          total += more;
        },
        end() {
          show('');
          stream.write('\n');
        },
      };
    },
  };
}

function bar(done: number, total: number): string {
  const width = 20;
  const filled = total === 0 ? width : Math.floor((done / total) * width);
  return `[${'█'.repeat(filled)}${'░'.repeat(width - filled)}]`;
}
