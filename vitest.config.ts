import { configDefaults, defineConfig } from 'vitest/config';
import { chromiumPath } from './src/testing/chromium.ts';

/** Tests in a browser need one; everything else needs Node and npm only. */
const browserTests = '**/browser/**';
const hasBrowser = chromiumPath() !== undefined;
if (!hasBrowser) {
  console.warn(
    'There is no Chromium here: the tests in a browser (pipeline/pages/browser/) are NOT run.\n' +
      'Install one (apt-get install chromium fonts-noto-cjk), or name it with CHROMIUM_PATH.',
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
          exclude: [...configDefaults.exclude, ...processTests, mockedTests],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'process',
          include: processTests,
          exclude: [...configDefaults.exclude, mockedTests, ...(hasBrowser ? [] : [browserTests])],
          isolate: false,
          globalSetup: 'src/testing/build.ts',
        },
      },
      { extends: true, test: { name: 'mocked', include: [mockedTests] } },
    ],
  },
});
