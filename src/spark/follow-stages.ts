import type { ProgressTask } from '../base/progress.ts';
import type { SparkProgress } from './session.ts';

/** Shows the tasks of Spark's stages as steps of a piece of work. */
export interface StageFollower {
  show(progress: SparkProgress): void;
  /** Shows what comes in one more piece of work, until the returned function is called. */
  follow(task: ProgressTask): () => void;
}

export function followStages(): StageFollower {
  const followed = new Set<ProgressTask>();
  const known = new Map<number, { tasks: number; done: number }>();
  return {
    show({ stages }) {
      for (const { id, tasks, done } of stages) {
        const before = known.get(id) ?? { tasks: 0, done: 0 };
        known.set(id, { tasks: Math.max(tasks, before.tasks), done: Math.max(done, before.done) });
        for (const task of followed) {
          if (tasks > before.tasks) task.extend(tasks - before.tasks);
          for (let step = before.done; step < done; step++)
            task.advance(`Spark, stage ${id}: ${done} of ${tasks} tasks`);
        }
      }
    },
    follow(task) {
      followed.add(task);
      return () => void followed.delete(task);
    },
  };
}
