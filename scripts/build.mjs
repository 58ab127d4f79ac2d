// Bundles the sources and the libraries that they use into dist/: few files start faster than many. DuckDB's binding
// and the typesetter are native and stay packages. A job may be running from the folder: only changed files are replaced, each in one
// step, and what the job may still need stays. --clean removes it, for packing. For another folder: node
// scripts/build.mjs FOLDER.
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'rolldown';
import { buildEditor } from './build-editor.mjs';
import { buildVerifier } from './build-verifier.mjs';

const { values, positionals } = parseArgs({
  options: { clean: { type: 'boolean' } },
  allowPositionals: true,
});
const [folder = 'dist'] = positionals;

/** Entries: the command line, and the processes and threads that it starts. */
const entries = [
  'pipeline/main',
  'pipeline/worker/main',
  'src/analyst/sandbox/child',
  'src/analyst/views/checker',
  'src/intake/bytes/byte-thread',
];
/** The command. It imports the first entry, and is CommonJS: nothing of Node's thread pool is in use when it starts. */
const commandName = 'pipeline/start.cjs';

/** File of what older builds left: name → the day since which it is not needed. */
const leftoversName = 'leftovers.json';
/** Days for which old files stay, longer than any job. */
const keptDays = 7;

const modules = await build({
  input: Object.fromEntries(entries.map((entry) => [entry, `${entry}.ts`])),
  platform: 'node',
  external: ['@duckdb/node-bindings', '@myriaddreamin/typst-ts-node-compiler'],
  write: false,
  output: {
    dir: folder,
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  },
});
const command = await build({
  input: 'pipeline/start.ts',
  platform: 'node',
  plugins: [{ name: 'main-stays-a-module', resolveId: otherModule }],
  write: false,
  output: { dir: folder, format: 'cjs', sourcemap: true, entryFileNames: commandName },
});
const output = [...modules.output, ...command.output];
const verifier = await buildVerifier();
const editor = await buildEditor();
const files = new Map([
  ...output.map((file) => [file.fileName, file.code ?? ownSources(file)]),
  ...verifier.files,
  ...editor.files,
]);
files.set('THIRD-PARTY-NOTICES.txt', notices());
// A file comes after all that it imports.
for (const name of [...files.keys()].sort((a, b) => rankOf(a) - rankOf(b))) replace(name);
removeLeftovers();

/** Leaves the texts of libraries out of a source map: the package need not hold them twice. */
function ownSources({ fileName, source }) {
  if (!fileName.endsWith('.map')) return source;
  const map = JSON.parse(source);
  map.sourcesContent = map.sources.map((path, index) =>
    path.includes('node_modules/') ? null : map.sourcesContent[index],
  );
  return JSON.stringify(map);
}

/** Leaves the import of main.ts in the command as an import of the module that is built beside it. */
function otherModule(source) {
  return source === './main.ts' ? { id: './main.js', external: true } : undefined;
}

/** Ranks files by what imports them: parts, entries, the command. */
function rankOf(name) {
  if (name === commandName) return 2;
  return entries.some((entry) => name === `${entry}.js`) ? 1 : 0;
}

/** Replaces a file whose content changed, in one step. */
function replace(name) {
  const path = join(folder, name);
  const content = Buffer.from(files.get(name));
  if (existsSync(path) && readFileSync(path).equals(content)) return;
  mkdirSync(dirname(path), { recursive: true });
  const aside = join(dirname(path), `.${randomUUID()}.tmp`);
  writeFileSync(aside, content);
  if (name === commandName) chmodSync(aside, 0o755);
  renameSync(aside, path);
}

/** Removes files of older builds after the time in which a job can run from them. */
function removeLeftovers() {
  const listPath = join(folder, leftoversName);
  const known = existsSync(listPath) ? JSON.parse(readFileSync(listPath, 'utf8')) : {};
  const now = Date.now();
  const left = {};
  for (const name of namesBelow(folder)) {
    if (files.has(name) || name === leftoversName) continue;
    const since = known[name] ?? new Date(now).toISOString();
    if (values.clean || now - Date.parse(since) > keptDays * 86_400_000)
      rmSync(join(folder, name), { force: true });
    else left[name] = since;
  }
  if (Object.keys(left).length === 0) rmSync(listPath, { force: true });
  else writeFileSync(listPath, `${JSON.stringify(left, null, 2)}\n`);
}

function namesBelow(at) {
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(at, '/').length))
    .map((name) => name.split(sep).join('/'));
}

/** Collects the licences of all packages in the bundle. */
function notices() {
  const bundled = output.flatMap(({ moduleIds = [] }) => moduleIds);
  const modules = [...bundled, ...verifier.moduleIds, ...editor.moduleIds];
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

/** Finds the folder of a module's package: the nearest with a name and a version. */
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
