/**
 * Which way imports may point: `pipeline → reports → src`, and inside `src` from the command line
 * down to the pure rating rules. `npm run layers` checks it.
 */

/** From the top down. A folder may import its own row and every row below it. */
export const layers = [
  ['pipeline/start.ts'],
  ['pipeline/main.ts'],
  ['pipeline/jobs.ts'],
  ['pipeline/approve', 'pipeline/close'],
  [
    'pipeline/run-month.ts',
    'pipeline/ready-month.ts',
    'pipeline/correct',
    'pipeline/erase',
    'pipeline/prove',
    'pipeline/witness',
    'pipeline/log',
    'pipeline/simulate',
    'pipeline/archive',
    'pipeline/engine',
    'pipeline/pages',
    'pipeline/ask',
    'pipeline/sources',
    'pipeline/workspace',
    'pipeline/worker',
    'pipeline/fetch',
  ],
  ['pipeline/report'],
  ['pipeline/issue', 'pipeline/anomalies'],
  ['pipeline/price'],
  ['pipeline/ready'],
  ['pipeline/load'],
  ['pipeline/measure'],
  ['pipeline/effects'],
  ['reports'],
  ['src/command-line'],
  ['src/jobs', 'src/serve'],
  ['src/exports', 'src/focus', 'src/journal'],
  ['src/analyst/pages'],
  ['src/analyst/results', 'src/analyst/views', 'src/analyst/help'],
  ['src/analyst/sandbox', 'src/snapshot', 'src/sample'],
  ['src/witness'],
  ['src/ledger'],
  ['src/warehouse', 'src/fetch'],
  ['src/workspace'],
  ['src/anomalies'],
  ['src/spark'],
  ['src/intake'],
  ['src/duckdb'],
  ['src/verifier'],
  ['src/proof'],
  ['src/billing'],
  ['src/rating'],
  ['src/prices'],
  ['src/yaml'],
  ['src/invoice', 'src/money'],
  ['src/calendar', 'src/metrics'],
  ['src/tlog'],
  ['src/terminal'],
  ['src/base'],
];

/** Tests and their helpers import what they show, whichever row it stands in. */
export const testCode = ['\\.test\\.ts$', '/testing/'];

/** What the rating rules may import beside themselves; the first two for their types only. */
const ratingImports = [
  'src/prices',
  'src/invoice',
  'src/calendar',
  'src/money',
  'src/metrics/unit.ts',
  'src/metrics/app-settings.ts',
  'src/base/errors.ts',
  'src/base/nearest-name.ts',
];

/** What makes a document from facts may import beside itself; `allUnits()` and all else that reads files is handed in. */
const billingImports = [
  ...['src/rating', 'src/prices', 'src/invoice', 'src/calendar', 'src/money'],
  ...['src/metrics/unit.ts', 'src/base/json.ts', 'src/base/sha256.ts'],
];

const product = anyOf(['pipeline', 'reports', 'src']);

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...layers.flatMap(onlyDownwards),
    {
      name: 'only-main-imports-the-command-line',
      severity: 'error',
      from: { path: product, pathNot: [...testCode, '^pipeline/main\\.ts$', '^src/command-line/'] },
      to: { path: anyOf(['src/command-line']) },
    },
    {
      name: 'rating-is-pure',
      severity: 'error',
      from: { path: anyOf(['src/rating']), pathNot: testCode },
      to: { pathNot: anyOf(['src/rating', ...ratingImports]) },
    },
    {
      name: 'billing-is-pure',
      severity: 'error',
      from: { path: anyOf(['src/billing']), pathNot: testCode },
      to: { pathNot: anyOf(['src/billing', ...billingImports]) },
    },
    {
      name: 'product-without-tests-and-scripts',
      severity: 'error',
      from: { path: product, pathNot: testCode },
      to: { path: [...testCode, '^scripts/'] },
    },
    {
      name: 'product-without-dev-dependencies',
      severity: 'error',
      // The build puts these libraries into pages.
      from: {
        path: product,
        pathNot: [...testCode, '^src/verifier/browser/', '^reports/web/editor/'],
      },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'every-import-exists', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default'],
      exportsFields: ['exports'],
    },
    // TypeScript 7 has no JavaScript API, without which the default parser finds no module.
    parser: 'swc',
  },
};

/** The first row has nothing above it, and the rating rules have a stricter rule of their own. */
function onlyDownwards(folders, row) {
  if (row === 0 || folders.includes('src/rating')) return [];
  return {
    name: `${folders.join(', ')} imports downwards`,
    severity: 'error',
    from: { path: anyOf(folders), pathNot: testCode },
    to: { path: anyOf(layers.slice(0, row).flat()) },
  };
}

function anyOf(paths) {
  return `^(${paths.map((path) => path.replaceAll('.', '\\.')).join('|')})(/|$)`;
}
