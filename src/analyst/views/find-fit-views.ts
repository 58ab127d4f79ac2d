import { join } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';
import type { SandboxSettings } from '../sandbox/protocol.ts';
import { problemOf, type View, type ViewProblem } from './view.ts';
import { type CheckFailure, type Patience, watchedCheck } from './watched-check.ts';

export interface CheckedViews {
  /** In the order in which they can be created. */
  fit: View[];
  problems: ViewProblem[];
}

export interface CheckOptions {
  /** The process that looks at views, where it is not the package's own. */
  script?: string | undefined;
  patience?: Patience | undefined;
}

/** A machine that is busy is slow; a query that people write takes milliseconds. */
const usualPatience: Patience = { start: 60_000, view: 10_000, all: 120_000 };

/** After so many that end the process, the rest is not looked at. */
const mostLost = 3;

/**
 * Which views can be views of a snapshot. Each is bound and none executed, in a process of its own
 * with limits of memory and time: one that ends it is left out, and the others are looked at again.
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
      ? `DuckDB ended as it looked at this query (${detail}).`
      : 'DuckDB takes too long to look at this query; it was not even executed.';
  return problemOf(path, `${what}\nAccepted: fewer views of views, shorter expressions.`);
}

/** Those of which nothing is known yet, too. */
function withRest(
  { fit, problems }: CheckedViews,
  views: readonly View[],
  { at, detail }: CheckFailure,
): ViewProblem[] {
  const known = new Set([...fit, ...problems].map(({ path }) => path));
  const why =
    at === undefined
      ? `The process that looks at queries could not work (${detail}).`
      : 'Looking at the queries was given up because of others.';
  const rest = views.filter(({ path }) => !known.has(path));
  return [
    ...problems,
    ...rest.map(({ path }) => problemOf(path, `${why}\nThe next run tries again.`)),
  ];
}
