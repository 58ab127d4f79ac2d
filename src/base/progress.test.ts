import { describe, expect, it } from 'vitest';
import { silentProgress, terminalProgress } from './progress.ts';

function terminal(columns: number) {
  const written: string[] = [];
  const stream = { columns, write: (text: string) => written.push(text) };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

describe('terminalProgress', () => {
  it('writes one line over and over, and leaves the last state', () => {
    const { written, stream } = terminal(200);
    const task = terminalProgress(stream).start('Loading', 2);
    task.advance('a.csv');
    task.advance('b.csv');
    task.end();
    expect(written.slice(-3)).toEqual([
      '\rLoading [████████████████████] 2/2 b.csv\u001b[K',
      '\rLoading [████████████████████] 2/2 \u001b[K',
      '\n',
    ]);
  });

  it('is full where there is nothing to do, and never wider than the terminal', () => {
    const { written, stream } = terminal(20);
    terminalProgress(stream).start('Loading', 0).end();
    expect(written).toEqual(['\rLoading [██████████\u001b[K', '\n']);
  });
});

describe('the label of a step', () => {
  it('cannot move the cursor', () => {
    const { written, stream } = terminal(200);
    terminalProgress(stream).start('Loading', 1).advance('a\u001b[2J\n.csv');
    expect(written).toEqual(['\rLoading [████████████████████] 1/1 a\\x1b[2J\\n.csv\u001b[K']);
  });
});

describe('silentProgress', () => {
  it('shows nothing', () => {
    const task = silentProgress.start('Loading', 1);
    expect([task.advance('a'), task.end()]).toEqual([undefined, undefined]);
  });
});
