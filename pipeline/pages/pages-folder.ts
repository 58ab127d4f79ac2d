import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Address, idToFolder, segmentsOf } from '../../reports/web/address.ts';
import { languages } from '../../reports/web/language.ts';
import { renderLanguagesPage } from '../../reports/web/message-page.ts';
import {
  type DocumentFormat,
  documentFile,
  pageContext,
  queryCsvFile,
} from '../../reports/web/page-context.ts';
import { readAssets } from '../../src/serve/assets.ts';
import type { RenderPage } from './page-at.ts';

/** True for the files of the SQL page, and for the tab's icon: only served pages use them. */
function isOfServerOnly(asset: string): boolean {
  return asset.startsWith('sql') || asset === 'icon.svg';
}

/** Writer of a folder of pages: `index.html`, `en/…`, `zh/…`, `documents/…` and `assets/…`. */
export class PagesFolder {
  readonly #root: string;
  readonly #hasQueries: boolean;
  readonly #created = new Set<string>();
  /** Number of written pages; each language counts. */
  count = 0;

  constructor(root: string, { hasQueries }: { hasQueries: boolean }) {
    this.#root = root;
    this.#hasQueries = hasQueries;
  }

  /** Writes style sheets, scripts, and the page that offers the languages. */
  async writeFrame(): Promise<void> {
    for (const [name, { text }] of readAssets())
      if (!isOfServerOnly(name)) await this.#write(['assets', name], text);
    const context = pageContext({ language: 'en', isServed: false, depth: 0 });
    await this.#write(['index.html'], renderLanguagesPage(context));
  }

  /** Writes a page in both languages; nothing if there is no page. */
  async write(address: Address, render: RenderPage | undefined): Promise<void> {
    if (render === undefined) return;
    for (const language of languages) {
      const segments = segmentsOf(address, language, idToFolder);
      const depth = segments.length;
      const place = { language, address, isServed: false, hasQueries: this.#hasQueries, depth };
      const text = render(pageContext(place));
      await this.#write([...segments, 'index.html'], text);
      this.count += 1;
    }
  }

  writeDocument(number: string, format: DocumentFormat, text: string): Promise<void> {
    return this.#write(['documents', documentFile(number, format)], text);
  }

  /** Writes the rows of a saved query as CSV. */
  writeQueryCsv(name: string, text: Uint8Array): Promise<void> {
    return this.#write(['queries', queryCsvFile(name)], text);
  }

  async #write(segments: readonly string[], text: string | Uint8Array): Promise<void> {
    const path = join(this.#root, ...segments);
    const folder = dirname(path);
    if (!this.#created.has(folder)) await mkdir(folder, { recursive: true });
    this.#created.add(folder);
    await writeFile(path, text);
  }
}
