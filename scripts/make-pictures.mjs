// Makes the manual's pictures of documents anew from the demo: docs/invoice.png and docs/invoice-pdf.png.
//   apt-get install chromium poppler-utils fonts-inter fonts-noto-cjk
//   npm run build && node scripts/make-pictures.mjs
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..');
const month = '2026-09';

/** A picture of the page: what is above its first chart, and the chart. */
const invoice = { number: 'INV-2026-000002', width: 920, scale: 1.5 };
/** Parts that the picture leaves out, so that it is not longer than a screen or two. */
const leftOut = '.services, .allowances, .payment { display: none; } body { padding-bottom: 0; }';

refuseOtherFonts();
const folder = mkdtempSync(join(tmpdir(), 'imbill-pictures-'));
try {
  const out = billDemo(join(folder, 'demo'));
  await takeInvoice(join(out, `${invoice.number}.html`));
  takePdf(join(out, 'INV-2026-000005.pdf'));
} finally {
  rmSync(folder, { recursive: true });
}

function refuseOtherFonts() {
  for (const family of ['Inter', 'Noto Sans CJK SC']) {
    const found = execFileSync('fc-match', ['-f', '%{family}', family], { encoding: 'utf8' });
    if (!found.includes(family))
      throw new Error(`The font ${family} is not installed: the picture would have ${found}.`);
  }
}

function billDemo(demo) {
  const imbill = join(root, 'dist/pipeline/start.cjs');
  const run = (...args) => execFileSync(process.execPath, [imbill, ...args], { stdio: 'ignore' });
  run('init', demo, '--sample');
  run('run', '--month', month, '--workspace', demo);
  return join(demo, 'out', month);
}

async function takeInvoice(file) {
  const { number: _, width, scale } = invoice;
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage({
      viewport: { width, height: 900 },
      deviceScaleFactor: scale,
    });
    await page.goto(pathToFileURL(file).href);
    await page.addStyleTag({ content: leftOut });
    const end = await page.locator('.usages').first().boundingBox();
    await page.screenshot({
      path: join(root, 'docs/invoice.png'),
      fullPage: true,
      clip: { x: 0, y: 0, width, height: Math.ceil(end.y + end.height + 24) },
    });
  } finally {
    await browser.close();
  }
}

function takePdf(file) {
  const target = join(root, 'docs/invoice-pdf');
  execFileSync('pdftoppm', ['-r', '96', '-f', '1', '-l', '1', '-singlefile', '-png', file, target]);
}
