import { join } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';
import type { SandboxSettings } from '../sandbox/protocol.ts';
import { problemOf, type View, type ViewProblem } from './view.ts';
import { type CheckFailure, type Patience, watchedCheck } from './watched-check.ts';

export interface CheckedViews {
  /** Views in the order in which they can be created. */
  fit: View[];
  problems: ViewProblem[];
}

export interface CheckOptions {
  /** Script of the process that checks views; absent = the package's own. */
  script?: string | undefined;
  patience?: Patience | undefined;
}

/** Waiting times. A query of a person takes milliseconds, but a busy machine is slow. */
const usualPatience: Patience = { start: 60_000, view: 10_000, all: 120_000 };

/** Most views that may end the process; then the rest is not checked. */
const mostLost = 3;

/**
 * Finds the views that a snapshot can have. Each is bound and none is run, in a process with limits of memory and
 * time. A view that ends the process is left out, and the others are checked again.
 */
export async function findFitViews(
  settings: SandboxSettings,
  views: readonly View[],
  { script = ownScript(), patience = usualPatience }: CheckOptions = {},
): Promise<CheckedViews> {
  const lost = new Map<string, ViewProblem>();
  const deadline = performance.now() + patience.all;
  for (;;) {
    const request = { settings, views: [...views], lost: [...lost.keys()] };
    const left = { ...patience, all: deadline - performance.now() };
    const { fit, problems, failure } = await watchedCheck(script, request, left);
    if (failure?.at !== undefined) lost.set(failure.at, lostView(failure.at, failure));
    const found = {
      fit: fit.flatMap((path) => views.filter((view) => view.path === path)),
      problems: [...lost.values(), ...problems],
    };
    if (!failure) return found;
    const isOver = failure.at === undefined || failure.why === 'all took too long';
    if (isOver || lost.size >= mostLost)
      return { ...found, problems: withRest(found, views, failure) };
  }
}

function ownScript(): string {
  return join(packageRoot(), 'dist', 'src', 'analyst', 'views', 'checker.js');
}

function lostView(path: string, { why, detail }: CheckFailure): ViewProblem {
  const what =
    why === 'ended'
      ? `DuckDB crashed while it checked this query (${detail}).`
      : 'DuckDB takes too long to check this query. It was not run.';
  return problemOf(path, `${what}\nAccepted: fewer views of views, shorter expressions.`);
}

/** Adds a problem for each view that was not checked. */
function withRest(
  { fit, problems }: CheckedViews,
  views: readonly View[],
  { at, detail }: CheckFailure,
): ViewProblem[] {
  const known = new Set([...fit, ...problems].map(({ path }) => path));
  const why =
    at === undefined
      ? `The process that checks queries failed (${detail}).`
      : 'The check stopped at other queries, so this one was not checked.';
  const rest = views.filter(({ path }) => !known.has(path));
  return [
    ...problems,
    ...rest.map(({ path }) => problemOf(path, `${why}\nThe next run tries again.`)),
  ];
}
