import type { Counts, Progress } from '../../base/progress.ts';
import { visibleJson } from '../../base/visible-characters.ts';
import type { Output } from './output.ts';

/** Clocks of a log; a test hands in its own. */
export interface LogClock {
  /** Returns milliseconds since the epoch. */
  now(): number;
  /** Returns milliseconds of a clock that never jumps. */
  elapsed(): number;
}

/** An output whose messages and steps are lines of JSON on stderr. */
export interface LoggedOutput extends Output {
  /** Writes the first line. */
  begin(command: string): void;
  /** Writes the error that ends the command. */
  fail(message: string, exitCode: number): void;
  /** Writes the last line. */
  end(exitCode: number): void;
}

type Level = 'info' | 'warning' | 'error';

/** Tells whether arguments ask for `--log-format json`. Known before they are parsed, for errors of parsing. */
export function wantsJsonLog(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  return options.some(
    (text, index) =>
      text === '--log-format=json' || (text === '--log-format' && options[index + 1] === 'json'),
  );
}

/** Turns an output into one that logs to stderr, an object of JSON a line. The result on stdout stays as it is. */
export function jsonLogOutput(
  output: Output,
  clock: LogClock = { now: Date.now, elapsed: () => performance.now() },
): LoggedOutput {
  const begun = clock.elapsed();
  const write = (level: Level, values: Readonly<Record<string, unknown>>) => {
    const time = new Date(clock.now()).toISOString();
    output.say(`${visibleJson(JSON.stringify({ time, level, ...values }))}\n`);
  };
  const since = (start: number) => Math.round(clock.elapsed() - start);
  return Object.assign(Object.create(output) as Output, {
    begin: (command: string) => write('info', { event: 'start', command }),
    say: (text: string) => write(levelOf(text), { event: 'message', message: text.trimEnd() }),
    fail: (message: string, exit_code: number) =>
      write('error', { event: 'error', exit_code, message }),
    end: (exit_code: number) =>
      write('info', { event: 'end', exit_code, duration_ms: since(begun) }),
    progress: loggedProgress(write, clock),
  });
}

function loggedProgress(
  write: (level: Level, values: Readonly<Record<string, unknown>>) => void,
  { elapsed }: LogClock,
): Progress {
  const ended = (start: number) => ({ duration_ms: Math.round(elapsed() - start) });
  return {
    async step(step, work, countsOf) {
      const start = elapsed();
      write('info', { event: 'start', step });
      try {
        const result = await work();
        const counts: Counts = countsOf?.(result) ?? {};
        write('info', { event: 'end', step, ...ended(start), ...counts });
        return result;
      } catch (error) {
        write('error', { event: 'failed', step, ...ended(start) });
        throw error;
      }
    },
    start(title, steps) {
      const start = elapsed();
      let [done, total] = [0, steps];
      write('info', { event: 'start', task: title, total });
      return {
        advance() {
          done += 1;
        },
        extend(more) {
          total += more;
        },
        read: () => undefined,
        end: () => write('info', { event: 'end', task: title, ...ended(start), done, total }),
      };
    },
  };
}

function levelOf(text: string): Level {
  if (/^error: /.test(text)) return 'error';
  return /^warning\b/i.test(text) ? 'warning' : 'info';
}
