import { extname } from 'node:path';
import { type Context, Hono } from 'hono';
import { addressAt } from '../../reports/web/address.ts';
import { isLanguage, type Language, preferredLanguage } from '../../reports/web/language.ts';
import {
  renderEmptyPage,
  renderFailedPage,
  renderNotFoundPage,
} from '../../reports/web/message-page.ts';
import { type PageContext, pageContext } from '../../reports/web/page-context.ts';
import { readAssets } from '../../src/serve/assets.ts';
import type { LatestSnapshot } from '../../src/snapshot/read/latest-snapshot.ts';
import type { Snapshot } from '../../src/snapshot/read/snapshot.ts';
import { documentFileText } from './document-file.ts';
import { pageAt } from './page-at.ts';

/** Snapshot and log of the pages. */
export interface WebEffects {
  latest: LatestSnapshot;
  /** Logs an error; pages never show its details. */
  say(text: string): void;
  /** Sets the day of what is open; absent = today in UTC. */
  setToday?(snapshot: Snapshot): Promise<void>;
  /** Folder of the files that are built for pages; absent = that of the package. */
  builtAssets?: string;
}

/** Creates the app that answers with pages; the front door checks requests and sets the headers. */
export function createWebApp({ latest, say, setToday, builtAssets }: WebEffects): Hono {
  const app = new Hono();
  const assets = readAssets(builtAssets);
  app.get('/', (context) => {
    const language = preferredLanguage(context.req.header('accept-language'));
    return context.redirect(`/${language}/`, 302);
  });
  app.get('/assets/:name', (context) => {
    const asset = assets.get(context.req.param('name'));
    if (asset === undefined) return context.notFound();
    return context.body(asset.text, 200, { 'Content-Type': asset.type });
  });
  app.get('/documents/:file', (context) => documentAnswer(context, latest));
  app.get('*', (context) => answer(context, latest, setToday));
  app.notFound((context) =>
    context.html(renderNotFoundPage(contextOfNoPage(context.req.url)), 404),
  );
  app.onError((error, context) => {
    say(`${context.req.method} ${context.req.path}: ${error.stack ?? error.message}\n`);
    return context.html(renderFailedPage(contextOfNoPage(context.req.url)), 500);
  });
  return app;
}

async function answer(
  context: Context,
  latest: LatestSnapshot,
  setToday: WebEffects['setToday'],
): Promise<Response> {
  const { pathname } = new URL(context.req.url);
  const found = addressAt(pathname);
  if (found === undefined) return context.notFound();
  if (!pathname.endsWith('/')) return context.redirect(`${pathname}/`, 308);
  const page = pageContext({ ...found, isServed: true, depth: depthOf(pathname) });
  const { address } = found;
  const read = await latest.read(async (snapshot) => {
    await setToday?.(snapshot);
    return { render: await pageAt(address, snapshot) };
  });
  if (read === undefined)
    return context.html(renderEmptyPage(page), address.page === 'home' ? 200 : 404);
  return read.render === undefined ? context.notFound() : context.html(read.render(page));
}

/** Answers with an issued document. As a page it has its own style, and may load nothing. */
async function documentAnswer(context: Context, latest: LatestSnapshot): Promise<Response> {
  const file = context.req.param('file') ?? '';
  const text = await latest.read((snapshot) => documentFileText(file, snapshot));
  if (text === undefined) return context.notFound();
  return context.body(text, 200, {
    'Content-Type': documentTypes[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy':
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
  });
}

const documentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
};

/** Returns the context of a page that does not exist; its links work from any depth. */
function contextOfNoPage(url: string): PageContext {
  const { pathname } = new URL(url);
  const first = pathname.split('/')[1];
  const language: Language = isLanguage(first) ? first : 'en';
  return pageContext({ language, isServed: true, depth: depthOf(pathname) });
}

function depthOf(pathname: string): number {
  return pathname.split('/').length - 2;
}
