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

export default defineConfig({
  test: {
    include: ['{pipeline,reports,src,scripts}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(hasBrowser ? [] : [browserTests])],
    globalSetup: 'src/testing/build.ts',
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
