import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { ExactRow } from '../../src/spark/exact-rows.ts';
import type { SparkError } from '../../src/spark/spark-error.ts';
import { textLiteral } from '../../src/spark/tables/text-literal.ts';
import { coresOf } from '../measure/count-on-spark.ts';
import { type Checking, NotChecked } from './checking.ts';

/** Answer of a task about the file that this machine wrote. */
interface Answer {
  host: string;
  /** Process id of the executor, on its host. */
  executor: string;
  seen: string;
}

/** Seconds that a task waits, so that all tasks run at once and each executor gets some. */
const seconds = 3;

/**
 * Checks that each executor sees the shared folder: as many tasks as the cluster runs at once read a file there.
 *
 * @throws {NotChecked} If the server runs no commands on executors.
 * @throws {UserError} (exit 3) With the hosts that do not see the file.
 */
export async function checkExecutors({ spark, folder }: Checking): Promise<string> {
  const session = await spark.session();
  const token = randomUUID();
  const path = join(folder, 'for-all.txt');
  await writeFile(path, `${token}\n`);
  const tasks = await coresOf(session);
  const answers = await session.rows(taskQuery(path, tasks)).catch((error: SparkError) => {
    if (/TRANSFORM|UNSUPPORTED|NOT_SUPPORTED|PARSE/i.test(error.errorClass))
      throw new NotChecked(`this server runs no commands on executors (${error.errorClass})`);
    throw error;
  });
  const seen = answers.map(answerOf);
  if (seen.length !== tasks)
    throw new UserError(
      `${tasks} tasks were asked for the shared folder, and ${seen.length} answered.\nCheck that executors may start /bin/bash, and run again.`,
      exitCodes.badInput,
    );
  const blind = hostsOf(seen.filter((answer) => answer.seen !== token));
  if (blind.length > 0)
    throw new UserError(
      `${blind.join(', ')} does not see ${spark.settings.shared}.\nAccepted: a folder that all executors see under this path.\nMount it there, and run again.`,
      exitCodes.badInput,
    );
  const executors = new Set(seen.map(({ host, executor }) => `${host} ${executor}`));
  const count = executors.size === 1 ? '1 executor sees' : `${executors.size} executors see`;
  return `${count} it, on ${hostsOf(seen).join(', ')}`;
}

function hostsOf(answers: readonly Answer[]): string[] {
  return [...new Set(answers.map(({ host }) => host))].sort();
}

/**
 * Returns a query with one row a task: host, process of the executor, and the content of the file there. Servers split
 * a command's line into columns at different characters, so the answer is one column.
 */
function taskQuery(path: string, tasks: number): string {
  const command = `while IFS= read -r file; do sleep ${seconds}; printf "%s|%s|%s\\n" "$(hostname)" "$PPID" "$(cat "$file" 2>/dev/null || echo missing)"; done`;
  return `select transform(file) using '${command}' as (answer string)
from (select /*+ repartition(${tasks}) */ ${textLiteral(path)} as file, id from range(0, ${tasks}, 1, ${tasks})) as tasks`;
}

function answerOf(row: ExactRow): Answer {
  const [host = '', executor = '', ...seen] = String(row['answer']).split('|');
  return { host, executor, seen: seen.join('|') };
}
