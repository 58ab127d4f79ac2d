import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../temp-folder.ts';
import { findSpark } from './spark-home.ts';

/** Makes a folder that looks like Spark's, and a Java that states its version. */
async function installed(jar: string, java: string): Promise<NodeJS.ProcessEnv> {
  const folder = await tempFolder();
  await mkdir(join(folder, 'jars'));
  await writeFile(join(folder, 'jars', jar), '');
  await mkdir(join(folder, 'bin'));
  const program = join(folder, 'bin', 'java');
  await writeFile(program, `#!/bin/sh\necho 'openjdk version "${java}" 2025-04-15' >&2\n`);
  await chmod(program, 0o755);
  return { SPARK_HOME: folder, JAVA_HOME: folder, PATH: '/usr/bin:/bin' };
}

describe('findSpark', () => {
  it('finds the folder that SPARK_HOME names', async () => {
    const env = await installed('spark-connect_2.13-4.3.0.jar', '17.0.15');
    expect(findSpark(env)).toEqual({ home: env['SPARK_HOME'] });
  });

  it.each([
    ['spark-core_2.13-4.3.0.jar', '17.0.15', /has no Connect server/],
    ['spark-connect_2.13-4.3.0.jar', '1.8.0_412', /^Java is 8; Spark needs 17 or newer$/],
    ['spark-connect_2.13-4.3.0.jar', '11.0.2', /^Java is 11; Spark needs 17 or newer$/],
  ])('says what is missing: %s, Java %s', async (jar, java, missing) => {
    expect(findSpark(await installed(jar, java)).missing).toMatch(missing);
  });

  it('says what is missing without a variable, a folder or Java', async () => {
    const env = await installed('spark-connect_2.13-4.3.0.jar', '17');
    expect(findSpark({}).missing).toBe('SPARK_HOME is not set');
    expect(findSpark({ ...env, SPARK_HOME: '/nowhere' }).missing).toMatch(/has no jars/);
    expect(findSpark({ ...env, JAVA_HOME: '/nowhere' }).missing).toBe('there is no Java');
  });
});
