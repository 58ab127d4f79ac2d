// The README's first command: makes the sample workspace in demo/ and runs its month.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Variables that npx sets. Messages then name commands as the reader of the demo can call them. */
const env = {
  ...process.env,
  npm_command: 'exec',
  npm_lifecycle_event: 'npx',
  npm_lifecycle_script: 'imbill',
};
const imbill = fileURLToPath(new URL('../dist/pipeline/start.cjs', import.meta.url));

function run(...args) {
  console.log(`$ npx imbill ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [imbill, ...args], { stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
  console.log();
}

if (!existsSync('demo')) run('init', 'demo', '--sample');
run('run', '--month', '2026-09', '--workspace', 'demo');
console.log('Open it in a browser.');
