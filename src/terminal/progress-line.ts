import type { Progress, ProgressTask } from '../base/progress.ts';
import { visibleCharacters } from '../base/visible-characters.ts';
import { startOf } from './wrap.ts';

/** Clock and timer of a progress line; a test hands in its own. */
export interface ProgressClock {
  /** Returns milliseconds of a clock that never jumps. */
  elapsed(): number;
  /** Calls a function every `milliseconds`, until the returned function is called. */
  every(milliseconds: number, call: () => void): () => void;
}

/** Progress in one line of a terminal. */
export interface ProgressLine extends Progress {
  /** Removes the line, so that something else can be written. */
  clear(): void;
}

interface State {
  title: string;
  label: string;
  done: number;
  total: number;
  bytes: number;
  totalBytes: number | undefined;
  startedAt: number;
}

const machineClock: ProgressClock = {
  elapsed: () => performance.now(),
  every(milliseconds, call) {
    const timer = setInterval(call, milliseconds).unref();
    return () => clearInterval(timer);
  },
};

/** Milliseconds between two states of the line. Work that takes less is not shown. */
const pause = 250;

/**
 * Shows progress in one line of a terminal, written again and again. Nothing of it stays when the work is done. Of
 * several pieces of work at a time, the newest is shown.
 */
export function terminalProgress(
  stream: NodeJS.WriteStream,
  clock: ProgressClock = machineClock,
): ProgressLine {
  const running: State[] = [];
  let isShown = false;
  let shownAt = 0;
  let stop: (() => void) | undefined;

  const clear = () => {
    if (isShown) stream.write('\r\u001b[K');
    isShown = false;
  };
  const show = () => {
    const state = running.at(-1);
    const now = clock.elapsed();
    if (state === undefined || now - Math.max(state.startedAt, shownAt) < pause) return;
    shownAt = now;
    isShown = true;
    stream.write(`\r${lineOf(state, now, (stream.columns || 80) - 1)}\u001b[K`);
  };
  const taskOf = (state: State): ProgressTask => ({
    advance(label) {
      state.done += 1;
      state.label = label;
      show();
    },
    extend(steps) {
      state.total += steps;
    },
    read(bytes) {
      state.bytes += bytes;
      show();
    },
    end() {
      running.splice(running.indexOf(state), 1);
      clear();
      if (running.length === 0) stop?.();
    },
  });

  return {
    step: (_name, work) => work(),
    clear,
    start(title, total, totalBytes) {
      const state = { title, label: '', done: 0, total, bytes: 0, totalBytes };
      const started = { ...state, startedAt: clock.elapsed() };
      if (running.length === 0) stop = clock.every(pause, show);
      running.push(started);
      return taskOf(started);
    },
  };
}

/** Renders a state: `Loading ████░░░░ 43 %  1.2 of 2.8 GB  310 MB/s  0:05 left  12/57  node-a.csv`. */
function lineOf(state: State, now: number, width: number): string {
  const { title, label, done, total, bytes, totalBytes, startedAt } = state;
  const seconds = (now - startedAt) / 1000;
  const share = shareOf(state);
  const parts = [
    `${title} ${bar(share)} ${String(Math.floor(share * 100)).padStart(3)} %`,
    ...(totalBytes === undefined ? [] : byteTexts(bytes, totalBytes, seconds)),
    ...timeLeft(share, seconds),
    `${done}/${total}`,
    visibleCharacters(label),
  ];
  return startOf(parts.join('  '), width);
}

function shareOf({ done, total, bytes, totalBytes }: State): number {
  const share = totalBytes === undefined ? done / total : bytes / totalBytes;
  return Number.isFinite(share) ? Math.min(1, share) : 1;
}

function bar(share: number): string {
  const width = 20;
  const filled = Math.floor(share * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

function byteTexts(bytes: number, total: number, seconds: number): string[] {
  const unit = unitOf(total);
  const done = `${inUnit(bytes, unit)} of ${inUnit(total, unit)} ${unit.name}`;
  if (bytes === 0) return [done];
  const rate = bytes / seconds;
  return [done, `${inUnit(rate, unitOf(rate))} ${unitOf(rate).name}/s`];
}

const units = [
  { name: 'GB', bytes: 1e9 },
  { name: 'MB', bytes: 1e6 },
  { name: 'kB', bytes: 1e3 },
] as const;
type ByteUnit = (typeof units)[number];

function unitOf(bytes: number): ByteUnit {
  return units.find((unit) => bytes >= unit.bytes) ?? units[2];
}

function inUnit(bytes: number, unit: ByteUnit): string {
  const value = bytes / unit.bytes;
  return value.toFixed(value < 10 ? 1 : 0);
}

/** Tells the time left, as soon as there is something to estimate it from. */
function timeLeft(share: number, seconds: number): string[] {
  if (seconds < 2 || share < 0.02 || share === 1) return [];
  const left = Math.ceil((seconds / share) * (1 - share));
  const minutes = Math.floor(left / 60);
  const time =
    minutes < 60
      ? `${minutes}:${String(left % 60).padStart(2, '0')}`
      : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return [`${time} left`];
}
