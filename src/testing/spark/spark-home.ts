import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The Spark that tests start, or the reason why there is none. */
export type FoundSpark =
  | { home: string; missing?: undefined }
  | { home?: undefined; missing: string };

const oldestJava = 17;

/** Finds the Spark that SPARK_HOME names, with its Connect server, and the Java that it needs. */
export function findSpark(env: NodeJS.ProcessEnv = process.env): FoundSpark {
  const home = env['SPARK_HOME'];
  if (home === undefined || home === '') return { missing: 'SPARK_HOME is not set' };
  const jars = join(home, 'jars');
  if (!existsSync(jars)) return { missing: `SPARK_HOME is ${home}, which has no jars/` };
  if (!readdirSync(jars).some((name) => /^spark-connect_.*\.jar$/.test(name)))
    return { missing: `${home} has no Connect server; Spark 4 and newer have one` };
  const java = javaVersion(env);
  if (java === undefined) return { missing: 'there is no Java' };
  if (java < oldestJava) return { missing: `Java is ${java}; Spark needs ${oldestJava} or newer` };
  return { home };
}

function javaVersion(env: NodeJS.ProcessEnv): number | undefined {
  const { JAVA_HOME, PATH } = env;
  const java = JAVA_HOME ? join(JAVA_HOME, 'bin', 'java') : 'java';
  const { stderr } = spawnSync(java, ['-version'], { encoding: 'utf8', env: { PATH } });
  const [, version] = /version "(?:1\.)?(\d+)/.exec(stderr ?? '') ?? [];
  return version === undefined ? undefined : Number(version);
}
