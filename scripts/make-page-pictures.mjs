// Makes the manual's pictures of served pages anew from the demo: docs/pages.png and docs/sql-box.png.
//   apt-get install chromium fonts-inter fonts-noto-cjk
//   npm run build && node scripts/make-page-pictures.mjs
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..');
const imbill = join(root, 'dist/pipeline/start.cjs');
const month = '2026-09';

const query = `-- $app_id = '': one app
select
    usage_date,
    quantity as users
from daily_usage
where metric = 'dau' and app_id = $app_id
order by usage_date`;

const folder = mkdtempSync(join(tmpdir(), 'imbill-pictures-'));
const demo = join(folder, 'demo');
const run = (...args) => execFileSync(process.execPath, [imbill, ...args], { stdio: 'ignore' });
run('init', demo, '--sample');
run('run', '--month', month, '--workspace', demo);
const server = spawn(process.execPath, [
  ...[imbill, 'serve', '--port', '0', '--json', '--workspace', demo],
]);
try {
  const [text] = await once(server.stdout, 'data');
  await takePictures(JSON.parse(text).address);
} finally {
  server.kill();
  await once(server, 'exit');
  rmSync(folder, { recursive: true });
}

async function takePictures(address) {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  const page = await browser.newPage({ viewport: { width: 1180, height: 640 } });
  const take = (name, height) =>
    page.screenshot({
      path: join(root, 'docs', name),
      fullPage: true,
      clip: { x: 0, y: 0, width: 1180, height },
    });
  try {
    await page.goto(`${address}en/months/${month}/customers/etoile/`);
    await take('pages.png', 1560);
    await page.goto(
      `${address}en/sql/#${new URLSearchParams({ sql: query, 'p.app_id': '0140000007' })}`,
    );
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('img', { name: /by usage_date/ }).waitFor();
    await take('sql-box.png', 1500);
  } finally {
    await browser.close();
  }
}
