import { configDefaults, defineConfig } from 'vitest/config';
import { chromiumPath } from './src/testing/chromium.ts';
import { hasGo } from './src/testing/go-checker.ts';
import { hasHledger } from './src/testing/hledger.ts';
import { memoryFolder } from './src/testing/memory-folder.ts';
import { findSpark } from './src/testing/spark/spark-home.ts';

// Each command of a test waits for the disk many times.
process.env['TMPDIR'] ??= memoryFolder();

/** Tests in a browser need one; everything else needs Node and npm only. */
const browserTests = '**/browser/**';
const hasBrowser = chromiumPath() !== undefined;
if (!hasBrowser) {
  console.warn(
    'There is no Chromium here: the tests in a browser (pipeline/pages/browser/) are NOT run.\n' +
      'Install one (apt-get install chromium fonts-noto-cjk), or name it with CHROMIUM_PATH.',
  );
}

if (!hasHledger()) {
  console.warn(
    'There is no hledger here: the test that compares journals with it is NOT run.\n' +
      'Install it: apt-get install hledger.',
  );
}

if (!hasGo()) {
  console.warn(
    'There is no Go 1.24 or newer here: the tests that check proofs with public Go packages are NOT run.\n' +
      'Install it: apt-get install golang-go.',
  );
}

/** Tests on a cluster of Spark. Without one they are skipped, and their titles say so. */
const sparkTests = '{pipeline,reports,scripts,src}/**/*.spark.test.ts';
const { missing } = findSpark();
if (missing !== undefined) {
  console.warn(
    `There is no Spark here (${missing}): the tests on a cluster (*.spark.test.ts) are NOT run.\n` +
      'docs/extend.md, "A test", says how to run them.',
  );
}

/** Tests of whole jobs, and tests that start processes of the built package. */
const processTests = ['pipeline/**/*.test.ts', '{reports,scripts,src}/**/*.process.test.ts'];
/** Tests that replace a module: nothing else may have loaded it before. */
const mockedTests = '{pipeline,reports,scripts,src}/**/*.mocked.test.ts';

/** Files of a worker share its modules, for loading them takes longer than most tests. */
export default defineConfig({
  test: {
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    setupFiles: 'src/testing/after-each-file.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{reports,scripts,src}/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...processTests, mockedTests, sparkTests],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'process',
          include: processTests,
          exclude: [
            ...configDefaults.exclude,
            mockedTests,
            sparkTests,
            ...(hasBrowser ? [] : [browserTests]),
          ],
          isolate: false,
          globalSetup: 'src/testing/build.ts',
        },
      },
      { extends: true, test: { name: 'mocked', include: [mockedTests] } },
      {
        extends: true,
        test: {
          name: 'spark',
          include: [sparkTests],
          isolate: false,
          globalSetup: [
            ...(missing === undefined ? ['src/testing/build.ts'] : []),
            'src/testing/spark/setup.ts',
          ],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          // One file at a time, after all other tests: they share the cluster, and some kill parts of it.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
