// Builds the verifier of proofs: verify.mjs for Node, and verify.html, a page in one file. Both hold all that they
// need, and work without a network.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'rolldown';

const pageFolder = 'src/verifier/page';
/** What the verifier has in place of modules that read files of the package. */
const builtIn = [['metrics/stored-catalogue.ts', 'verifier/built-catalogue.ts']];
/** What a browser has in place of modules that use node:crypto. */
const inBrowser = [
  ['base/sha256.ts', 'verifier/browser/sha256.ts'],
  ['tlog/ed25519.ts', 'verifier/browser/ed25519.ts'],
];

/**
 * Builds both files.
 *
 * @returns Contents by name, and the ids of all modules in them.
 */
export async function buildVerifier() {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const metrics = [...(await storedMetrics())];
  const define = { builtVersion: JSON.stringify(version), builtMetrics: JSON.stringify(metrics) };
  const node = await bundle('src/verifier/verify.ts', {
    platform: 'node',
    transform: { define },
    plugins: [replacing(builtIn)],
  });
  const page = await bundle(join(pageFolder, 'page.mjs'), {
    platform: 'browser',
    transform: { define },
    plugins: [replacing([...builtIn, ...inBrowser])],
    minify: true,
  });
  return {
    files: new Map([
      ['verifier/verify.mjs', node.code],
      ['verifier/verify.html', htmlOf(page.code, version)],
    ]),
    moduleIds: [...node.moduleIds, ...page.moduleIds],
  };
}

/** Bundles an entry into one module. */
async function bundle(input, { minify = false, ...options }) {
  const { output } = await build({
    input,
    ...options,
    write: false,
    output: { format: 'esm', codeSplitting: false, minify },
  });
  if (output.length !== 1) throw new Error(`${input} is not built into one file`);
  return output[0];
}

/** Reads the metrics of sql/models.yml, as the program has them. */
async function storedMetrics() {
  const { code } = await bundle('src/metrics/stored-catalogue.ts', { platform: 'node' });
  const folder = mkdtempSync(join(tmpdir(), 'imbill-metrics-'));
  try {
    const path = join(folder, 'stored-catalogue.mjs');
    writeFileSync(path, code);
    const { readCatalogue } = await import(pathToFileURL(path).href);
    return readCatalogue(readFileSync('sql/models.yml', 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns a plugin that takes other modules in place of some of src/. */
function replacing(pairs) {
  const others = new Map(pairs.map((paths) => paths.map((path) => resolve('src', path))));
  return {
    name: 'other-modules',
    resolveId(source, importer) {
      if (!source.startsWith('.') || importer === undefined) return undefined;
      const id = others.get(resolve(importer, '..', source));
      return id === undefined ? undefined : { id };
    },
  };
}

/** Puts script and style into the page, and their hashes into its policy. */
function htmlOf(script, version) {
  const style = readFileSync(join(pageFolder, 'page.css'), 'utf8');
  // The text of a script must not end it.
  const safe = script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(safe)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const parts = { policy, style, version, script: safe };
  return readFileSync(join(pageFolder, 'page.html'), 'utf8').replace(
    /\[\[(\w+)\]\]/g,
    (_, name) => parts[name],
  );
}

function hashOf(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
