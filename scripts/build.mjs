// Bundles the sources and the libraries that they use into dist/, from nothing, so that no file of an
// older build is packed: few files start faster than many. DuckDB's binding is native and stays a package.
// The folder may be another one: node scripts/build.mjs FOLDER.
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'rolldown';

const [folder = 'dist'] = process.argv.slice(2);

/** The command line, and what it starts as processes of their own. */
const entries = ['pipeline/main', 'src/sql-engine/child', 'src/models/checker'];

rmSync(folder, { recursive: true, force: true });
const { output } = await build({
  input: Object.fromEntries(entries.map((entry) => [entry, `${entry}.ts`])),
  platform: 'node',
  external: ['@duckdb/node-bindings'],
  output: {
    dir: folder,
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  },
});
chmodSync(join(folder, 'pipeline/main.js'), 0o755);
writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), notices());

/** The licence of each package of which something is in the bundle. */
function notices() {
  const modules = output.flatMap(({ moduleIds = [] }) => moduleIds);
  const packages = new Set(modules.filter((id) => id.includes('node_modules')).map(packageOf));
  const texts = [...packages].sort().map((at) => {
    const { name, version, license } = manifestIn(at);
    const texts = readdirSync(at).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
    const held = texts.sort().map((file) => readFileSync(join(at, file), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...held].join('\n\n');
  });
  const title = 'imbill holds code of these packages, under their licences.';
  return `${[title, ...texts].join(`\n\n${'='.repeat(80)}\n\n`)}\n`;
}

/** The folder of the package that a module is of: the nearest with a name and a version. */
function packageOf(moduleId) {
  let at = dirname(moduleId.replace(/^\0/, '').replace(/\?.*$/, ''));
  while (manifestIn(at)?.version === undefined) {
    if (at === dirname(at)) throw new Error(`No package has ${moduleId}`);
    at = dirname(at);
  }
  return at;
}

function manifestIn(at) {
  const path = join(at, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
