// npm run bench: compiles imbill and the benchmark, and runs it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const compiled = join(repository, 'node_modules/.cache/imbill-bench');

rmSync(compiled, { recursive: true, force: true });
mkdirSync(compiled, { recursive: true });
// Below node_modules the repository's own package.json says nothing.
writeFileSync(join(compiled, 'package.json'), '{ "type": "module" }\n');
run(process.execPath, ['scripts/build.mjs']);
run('tsc', ['-p', 'scripts/bench/tsconfig.json'], { shell: process.platform === 'win32' });
await import(pathToFileURL(join(compiled, 'scripts/bench/main.js')).href);

function run(program, args, options = {}) {
  const { status } = spawnSync(program, args, { stdio: 'inherit', cwd: repository, ...options });
  if (status !== 0) process.exit(status ?? 1);
}
