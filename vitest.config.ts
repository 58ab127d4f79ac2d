import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{pipeline,reports,src,scripts}/**/*.test.ts'],
    globalSetup: 'src/testing/build.ts',
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
