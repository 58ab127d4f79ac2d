import { visibleCharacters } from './visible-characters.ts';

/** Shows how far long work is. */
export interface Progress {
  /**
   * @param title Such as `Loading`.
   * @param total Number of steps.
   */
  start(title: string, total: number): ProgressTask;
}

export interface ProgressTask {
  /** One step more is done; `label` names it. */
  advance(label: string): void;
  /** There are so many steps more than was known. */
  extend(steps: number): void;
  end(): void;
}

/** Shows nothing: for tests, pipes and `--json`. */
export const silentProgress: Progress = {
  start: () => ({ advance: () => undefined, extend: () => undefined, end: () => undefined }),
};

/** One line on a terminal, written over and over; the last state stays. */
export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  return {
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
