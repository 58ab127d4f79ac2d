/**
 * Checks the direction of every import in the current folder against .dependency-cruiser.mjs.
 * Prints what breaks it, one line each, and exits with 1; prints what was looked at otherwise.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from '@swc/core';
import { cruise } from 'dependency-cruiser';
import config, { layers, testCode } from '../.dependency-cruiser.mjs';

const roots = ['pipeline', 'reports', 'scripts', 'src'];
const files = roots.flatMap(typeScriptFilesIn).sort();
const { modules, summary } = await cruiseRoots();
const complaints = [
  ...summary.violations.map(violationText),
  ...modulesNotFound(modules),
  ...folderCircles(modules),
  ...files.filter(isProduct).filter(hasNoLayer).map(noLayerText),
  ...files.flatMap(hiddenImports),
];

if (complaints.length > 0) {
  console.error(complaints.join('\n'));
  process.exitCode = 1;
} else {
  console.log(
    `${files.length} TypeScript files, ${summary.totalDependenciesCruised} imports: all point downwards.`,
  );
}

/** @param {string} root @returns {string[]} Paths with `/`, relative to the current folder. */
function typeScriptFilesIn(root) {
  try {
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.join(root, file).replaceAll('\\', '/'));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

async function cruiseRoots() {
  const existing = roots.filter((root) => files.some((file) => file.startsWith(`${root}/`)));
  if (existing.length === 0)
    throw new Error('No TypeScript file found; run this in the repository.');
  const { output } = await cruise(existing, {
    ...config.options,
    validate: true,
    ruleSet: { forbidden: config.forbidden },
  });
  return output;
}

function violationText({ rule, from, to, cycle }) {
  const route = cycle ? cycle.map((step) => step.name).join(' → ') : to;
  return `${from} → ${route}: breaks "${rule.name}"`;
}

/** An unsuited parser finds nothing, breaks nothing and would pass. */
function modulesNotFound(found) {
  const names = new Set(found.map((module) => module.source));
  return files
    .filter((file) => !names.has(file))
    .map((file) => `${file}: not seen by dependency-cruiser`);
}

/**
 * Names each circle of folders: files of one import files of the next, and so on around. A folder of a
 * folder is one of its own.
 */
function folderCircles(found) {
  const imported = new Map();
  for (const { source, dependencies } of found.filter((module) => isProduct(module.source))) {
    const from = path.posix.dirname(source);
    for (const { resolved } of dependencies) {
      const to = path.posix.dirname(resolved);
      if (to === from || !files.includes(resolved) || !isProduct(resolved)) continue;
      imported.set(from, (imported.get(from) ?? new Map()).set(to, `${source} → ${resolved}`));
    }
  }
  return [...imported.keys()].sort().flatMap((folder) => circleThrough(folder, imported));
}

/** Searches breadth first, so the shortest circle is found; it is told by its first folder only. */
function circleThrough(start, imported) {
  const ways = [[start]];
  const seen = new Set();
  for (const way of ways) {
    for (const next of imported.get(way.at(-1))?.keys() ?? []) {
      if (next === start) return start === [...way].sort()[0] ? [circleText(way, imported)] : [];
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return [];
}

function circleText(way, imported) {
  const steps = way.map((from, index) => imported.get(from).get(way[index + 1] ?? way[0]));
  return `${[...way, way[0]].join(' → ')}: these folders import each other in a circle (${steps.join(', ')})`;
}

function isProduct(file) {
  return (
    !file.startsWith('scripts/') && !testCode.some((pattern) => new RegExp(pattern).test(file))
  );
}

function hasNoLayer(file) {
  return !layers.flat().some((place) => file === place || file.startsWith(`${place}/`));
}

function noLayerText(file) {
  return `${file}: its folder has no place in the layers of .dependency-cruiser.mjs`;
}

/**
 * Finds what dependency-cruiser's swc parser cannot see: `import('…')` in place of a type, and whether
 * an import of the rating rules is of types only.
 */
function hiddenImports(file) {
  const tree = parseSync(readFileSync(file, 'utf8'), { syntax: 'typescript', target: 'es2022' });
  const isRating = isProduct(file) && file.startsWith('src/rating/');
  const found = [];
  visit(tree, (node) => {
    if (node.type === 'TsImportType') {
      found.push(`${file}: import('${node.argument.value}') as a type; write an import type`);
    }
    if (isRating && isValueImport(node)) {
      found.push(`${file} → ${node.source.value}: only its types; write an import type`);
    }
    if (isRating && node.type === 'CallExpression' && node.callee.type === 'Import') {
      found.push(`${file}: import() at run time; the rating rules load nothing`);
    }
  });
  return found;
}

function visit(node, look) {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) look(node);
  for (const child of Object.values(node)) visit(child, look);
}

function isValueImport(node) {
  const typesOnly = /^\.\.\/(.*\/)?(prices|invoice)\//;
  return typesOnly.test(node.source?.value ?? '') && !node.typeOnly;
}
