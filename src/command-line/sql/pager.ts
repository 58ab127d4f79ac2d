import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program that shows a long text page by page. */
export interface Pager {
  /**
   * Hands over more text.
   *
   * @returns False if the reader has left, and wants no more.
   */
  write(text: string): Promise<boolean>;
  /** Resolves when the reader has left. */
  end(): Promise<void>;
}

/** Pager that is used if `PAGER` names none: short texts are just printed, long lines cut. Without less, all is printed. */
const defaultPager = 'if command -v less >/dev/null; then exec less -SFRX; else exec cat; fi';

/**
 * Starts the pager of `PAGER`.
 *
 * @param environment Variables of the process.
 */
export function openPager(environment: NodeJS.ProcessEnv = process.env): Pager {
  const command = environment['PAGER'] || defaultPager;
  const child = spawn(command, { shell: true, stdio: ['pipe', 'inherit', 'inherit'] });
  let isOpen = true;
  child.stdin.on('error', () => {
    isOpen = false;
  });
  const closed = once(child, 'close');
  // Ctrl-C is for the pager; this process would end by it.
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  return {
    async write(text) {
      if (isOpen && !child.stdin.write(text))
        await Promise.race([once(child.stdin, 'drain'), closed]).catch(() => undefined);
      return isOpen && child.exitCode === null;
    },
    async end() {
      child.stdin.end();
      await closed;
      process.off('SIGINT', ignore);
    },
  };
}

/** A text that is printed piece by piece. */
export interface ShownText {
  /** Returns false if the reader wants no more. */
  write(text: string): Promise<boolean>;
  end(): Promise<void>;
}

/**
 * Holds text back until it ends, which prints it, or until it is longer than the terminal, which starts the pager.
 *
 * @param rows Lines of the terminal.
 */
export function pagedText(
  rows: number,
  { open, print }: { open: () => Pager; print: (text: string) => void },
): ShownText {
  let held = '';
  let pager: Pager | undefined;
  return {
    async write(text) {
      if (pager !== undefined) return pager.write(text);
      held += text;
      if (held.split('\n').length <= rows) return true;
      pager = open();
      return pager.write(held);
    },
    async end() {
      if (pager === undefined) print(held);
      else await pager.end();
    },
  };
}

/**
 * Prints text as it comes.
 *
 * @param drained Resolves as soon as more can be printed.
 */
export function plainText(print: (text: string) => void, drained: () => Promise<void>): ShownText {
  return {
    async write(text) {
      print(text);
      await drained();
      return true;
    },
    end: () => Promise.resolve(),
  };
}
