import { execFile } from 'node:child_process';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { imbill } from '../../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../../src/testing/issued-workspace.ts';
import { mixedAccounts, splitFiles } from '../../../src/testing/mixed-month.ts';
import { signWorkspace } from '../../../src/testing/signed-workspace.ts';
import { tempFolder } from '../../../src/testing/temp-folder.ts';
import { type Opened, openBrowser } from '../../testing/browser.ts';

/** Folder of the verifier, built from the current sources. */
const verifier = join(inject('mainPath'), '..', '..', 'verifier');
const number = 'INV-2026-000001';
let opened: Opened;
let folder: string;
let vkey: string;

beforeAll(async () => {
  const workspace = await issuedWorkspace({ ...mixedAccounts, files: splitFiles() });
  vkey = (await signWorkspace(workspace)).verifier.text;
  folder = join(await tempFolder(), 'proofs');
  await imbill(['invoice', 'prove', '--workspace', workspace, '--out', folder]);
  await alter('changed-bytes', `${number}.entry.json`, (text) => text.replace('"1"', '"2"'));
  await alter('changed-proof', `${number}.tlog-proof`, (text) => text.replace('index ', 'index 1'));
  opened = await openBrowser();
});

afterAll(() => opened?.close());

/** Copies the proof of an invoice and alters one of its files. */
async function alter(name: string, file: string, change: (text: string) => string): Promise<void> {
  await cp(join(folder, number), join(folder, name), { recursive: true });
  const path = join(folder, name, file);
  await writeFile(path, change(await readFile(path, 'utf8')));
}

/** Opens the page without any network, and notes what it asks for. */
async function openPage(locale: string): Promise<{ page: Page; requests: string[] }> {
  const page = await opened.page({ locale, offline: true });
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(join(verifier, 'verify.html')).href);
  return { page, requests };
}

/** Lists what the page shows of each proof: the judgement, and the steps with state and sentence. */
async function shown(page: Page): Promise<string[][]> {
  await page.waitForSelector('article');
  return page
    .locator('article')
    .evaluateAll(
      (articles: { querySelectorAll(query: string): Iterable<{ textContent: string }> }[]) =>
        articles.map((article) =>
          [...article.querySelectorAll('h2, .steps td:last-child')].map((one) => one.textContent),
        ),
    );
}

/** Lists the same of the verifier for Node. */
async function ofNode(...options: string[]): Promise<string[][]> {
  const args = [join(verifier, 'verify.mjs'), folder, '--json', ...options];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((error) => error);
  const { proofs } = JSON.parse(stdout) as {
    proofs: { number: string; accepted: boolean; steps: { text: { en: string } }[] }[];
  };
  return proofs.map((proof) => [
    `${proof.number}: ${proof.accepted ? 'Accepted' : 'Refused'}`,
    ...proof.steps.map(({ text }) => text.en),
  ]);
}

describe('verify.html', () => {
  it('gives the verdicts of verify.mjs, offline and under its policy', async () => {
    const { page, requests } = await openPage('en');
    await page.setInputFiles('#folder', folder);
    const verdicts = await shown(page);
    expect(verdicts.map(([heading]) => heading)).toContain(`${number}: Accepted`);
    expect(verdicts.filter(([heading]) => heading?.endsWith('Refused'))).toHaveLength(2);
    const withoutNumber = (all: string[][]) =>
      all.map(([heading = '', ...steps]) => [heading.replace(/^: /, ''), ...steps]);
    expect(withoutNumber(verdicts)).toEqual(withoutNumber(await ofNode()));
    expect(await page.textContent('#summary')).toBe('5 proofs: 3 accepted, 2 refused.');
    expect(requests).toEqual([expect.stringMatching(/^file:.*verify\.html$/)]);
    expect(opened.complaints()).toEqual([]);
  });

  it('takes the key that the person gives, and speaks Chinese', async () => {
    const { page } = await openPage('zh-CN');
    await page.setInputFiles('#folder', join(folder, number));
    await page.waitForSelector('article.accepted');
    expect(await page.textContent('article h2')).toBe(`${number}: 通过`);
    await page.click('#trust summary');
    await page.fill('#key', vkey);
    await page.dispatchEvent('#key', 'change');
    await page.waitForSelector('article.accepted td.ok:text("正确")');
    expect(await page.textContent('article .steps tr:nth-child(5)')).toContain(vkey);
    await page.fill('#key', 'nonsense');
    await page.dispatchEvent('#key', 'change');
    await page.waitForFunction("document.querySelector('#summary').textContent !== ''");
    expect(await page.textContent('#summary')).toMatch(/^无法读取您提供的信息/);
    expect(opened.complaints()).toEqual([]);
  });

  it('gives each sentence the width of a phone', async () => {
    const { page } = await openPage('en');
    await page.setViewportSize({ width: 390, height: 800 });
    await page.setInputFiles('#folder', join(folder, number));
    await page.waitForSelector('article.accepted');
    const sentence = await page.locator('article .steps td:last-child').first().boundingBox();
    expect(sentence?.width).toBeGreaterThan(250);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  it('takes a dropped folder', async () => {
    const { page } = await openPage('en');
    const names = await readdir(join(folder, number));
    const files = await Promise.all(
      names.map(async (name) => [name, [...(await readFile(join(folder, number, name)))]] as const),
    );
    await page.evaluate((dropped) => {
      const { DataTransfer, File, DragEvent, dispatchEvent } = globalThis as unknown as Record<
        string,
        never
      > & {
        DataTransfer: new () => { items: { add(file: object): void } };
        File: new (parts: Uint8Array[], name: string) => object;
        DragEvent: new (name: string, init: object) => object;
        dispatchEvent(event: object): void;
      };
      const dataTransfer = new DataTransfer();
      for (const [name, bytes] of dropped)
        dataTransfer.items.add(new File([Uint8Array.from(bytes)], name));
      dispatchEvent(new DragEvent('drop', { dataTransfer }));
    }, files);
    await page.waitForSelector('article.accepted');
    expect(opened.complaints()).toEqual([]);
  });
});
