import { publishViews } from '../../src/analyst/views/publish-views.ts';
import { readViews } from '../../src/analyst/views/read-views.ts';
import type { ViewProblem } from '../../src/analyst/views/view.ts';
import { publishSnapshot } from '../../src/snapshot/publish/publish-snapshot.ts';
import { readKnownTerms } from '../../src/workspace/known-terms.ts';
import type { Effects } from '../effects/effects.ts';
import { imbillVersion } from '../effects/provenance.ts';

/** Runs `work` and publishes the snapshot, even if it fails. The error of `work` comes first. */
export async function publishAfter<T>(effects: Effects, work: () => Promise<T>): Promise<T> {
  const { result } = await publishWithProblems(effects, work);
  return result;
}

/**
 * Runs `work` and publishes the snapshot. Also returns which views of the analysts were left out.
 */
export async function publishWithProblems<T>(
  effects: Effects,
  work: () => Promise<T>,
): Promise<{ result: T; viewProblems: ViewProblem[] }> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await publish(effects).catch(() => undefined);
    throw error;
  }
  return { result, viewProblems: await publish(effects) };
}

function publish(effects: Effects): Promise<ViewProblem[]> {
  return effects.progress.step('publish', () => publishNow(effects));
}

async function publishNow({ warehouse, workspace, settings }: Effects): Promise<ViewProblem[]> {
  const terms = await readKnownTerms(workspace, settings);
  const models = await readViews(workspace.root, settings.models).catch(() => undefined);
  return publishSnapshot(warehouse, workspace, terms, {
    madeFrom: models && { models, imbill: imbillVersion() },
    add: (file) => publishViews(file, workspace, settings.models),
  });
}
