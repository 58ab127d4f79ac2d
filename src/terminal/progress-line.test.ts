import { describe, expect, it } from 'vitest';
import { terminalProgress } from './progress-line.ts';

/** A terminal whose clock a test moves. */
function terminal(columns = 200) {
  const written: string[] = [];
  const stream = { columns, write: (text: string) => written.push(text) };
  let now = 0;
  let tick = () => {};
  const progress = terminalProgress(stream as unknown as NodeJS.WriteStream, {
    elapsed: () => now,
    every(_milliseconds, call) {
      tick = call;
      return () => {
        tick = () => {};
      };
    },
  });
  const wait = (seconds: number) => {
    now += seconds * 1000;
    tick();
  };
  return { written, progress, wait, shown: () => written.splice(0).join('') };
}

describe('terminalProgress', () => {
  it('shows steps and the time left in one line, and removes it at the end', () => {
    const { progress, wait, shown } = terminal();
    const task = progress.start('Measuring', 4);
    wait(10);
    expect(shown()).toBe('\rMeasuring ░░░░░░░░░░░░░░░░░░░░   0 %  0/4  \u001b[K');
    task.advance('dau 2026-09-01');
    wait(10);
    // A quarter took 20 s, so the other three take 60 s.
    expect(shown()).toBe(
      '\rMeasuring █████░░░░░░░░░░░░░░░  25 %  1:00 left  1/4  dau 2026-09-01\u001b[K',
    );
    task.end();
    expect(shown()).toBe('\r\u001b[K');
    wait(10);
    expect(shown()).toBe('');
  });

  it('shows bytes with their rate where they are known', () => {
    const { progress, wait, shown } = terminal();
    const task = progress.start('Loading', 2, 2_800_000_000);
    task.read(700_000_000);
    wait(7);
    expect(shown()).toBe(
      '\rLoading █████░░░░░░░░░░░░░░░  25 %  0.7 of 2.8 GB  100 MB/s  0:21 left  0/2  \u001b[K',
    );
  });

  it('does not show work that takes no time', () => {
    const { progress, wait, shown } = terminal();
    const task = progress.start('Loading', 1);
    wait(0.1);
    task.advance('a.csv');
    task.end();
    expect(shown()).toBe('');
  });

  it('shows the newest of several pieces of work, never wider than the terminal', () => {
    const { progress, wait, shown } = terminal(20);
    const first = progress.start('Counting', 1);
    const second = progress.start('Loading', 0);
    wait(1);
    expect(shown()).toBe('\rLoading ███████████\u001b[K');
    second.end();
    wait(1);
    expect(shown()).toBe('\r\u001b[K\rCounting ░░░░░░░░░░\u001b[K');
    first.end();
  });

  it('makes room for a message', () => {
    const { progress, wait, shown } = terminal();
    progress.start('Loading', 1);
    wait(1);
    shown();
    progress.clear();
    progress.clear();
    expect(shown()).toBe('\r\u001b[K');
  });

  it('shows no label that can move the cursor', () => {
    const { progress, wait, shown } = terminal();
    const task = progress.start('Loading', 2);
    task.advance('a\u001b[2J\n.csv');
    wait(1);
    expect(shown()).toContain('1/2  a\\x1b[2J\\n.csv\u001b[K');
  });
});
