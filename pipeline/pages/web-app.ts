import { extname } from 'node:path';
import { type Context, Hono } from 'hono';
import { addressAt } from '../../reports/web/address.ts';
import { isLanguage, type Language, preferredLanguage } from '../../reports/web/language.ts';
import {
  renderBusyPage,
  renderEmptyPage,
  renderFailedPage,
  renderNotFoundPage,
} from '../../reports/web/message-page.ts';
import { type PageContext, pageContext } from '../../reports/web/page-context.ts';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { readAssets } from '../../src/serve/assets.ts';
import { BusyError, type SqlPool } from '../../src/serve/sql-pool.ts';
import type { LatestSnapshot } from '../../src/snapshot/read/latest-snapshot.ts';
import type { Snapshot } from '../../src/snapshot/read/snapshot.ts';
import { documentFileText } from './document-file.ts';
import { pageAt } from './page-at.ts';
import {
  pageOfCsv,
  queriesPage,
  queryPage,
  type SavedPages,
  type UseSandbox,
  writeQueryCsv,
} from './saved-pages.ts';

/** Snapshot and log of the pages. */
export interface WebEffects {
  latest: LatestSnapshot;
  /** Queries that are shown as pages, and the sandboxes that answer them; absent = none. */
  saved?: { pages: SavedPages; pool: SqlPool };
  /** Logs an error; pages never show its details. */
  say(text: string): void;
  /** Sets the day of what is open; absent = today in UTC. */
  setToday?(snapshot: Snapshot): Promise<void>;
  /** Folder of the files that are built for pages; absent = that of the package. */
  builtAssets?: string;
}

/** Creates the app that answers with pages; the front door checks requests and sets the headers. */
export function createWebApp(effects: WebEffects): Hono {
  const { latest, say, saved, builtAssets } = effects;
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
  app.get('/queries/:file', (context) => csvAnswer(context, saved));
  app.get('*', (context) => answer(context, effects));
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
  { latest, setToday, saved }: WebEffects,
): Promise<Response> {
  const { pathname } = new URL(context.req.url);
  const found = addressAt(pathname);
  if (found === undefined) return context.notFound();
  if (!pathname.endsWith('/')) return context.redirect(`${pathname}/`, 308);
  const queries = await saved?.pages.find();
  const hasQueries = queries !== undefined;
  const page = pageContext({ ...found, isServed: true, hasQueries, depth: depthOf(pathname) });
  const { address } = found;
  if (address.page === 'queries')
    return queries ? context.html(queriesPage(queries)(page)) : context.notFound();
  if (address.page === 'query') {
    const query = queries?.pages.find(({ name }) => name === address.name);
    if (query === undefined) return context.notFound();
    const choice = { given: context.req.query(), signal: context.req.raw.signal };
    try {
      const render = await queryPage(query, useOf(saved!.pool, choice.signal), choice);
      return context.html(render(page));
    } catch (error) {
      if (!(error instanceof BusyError)) throw error;
      return context.html(renderBusyPage(page), 503);
    }
  }
  const read = await latest.read(async (snapshot) => {
    await setToday?.(snapshot);
    return { render: await pageAt(address, snapshot) };
  });
  if (read === undefined)
    return context.html(renderEmptyPage(page), address.page === 'home' ? 200 : 404);
  return read.render === undefined ? context.notFound() : context.html(read.render(page));
}

function useOf(pool: SqlPool, signal: AbortSignal): UseSandbox {
  return (work) => pool.use(work, signal);
}

/** Answers with all rows of a saved query as CSV. A query that fails gives a message instead. */
async function csvAnswer(context: Context, saved: WebEffects['saved']): Promise<Response> {
  const found = await saved?.pages.find();
  const query = found && pageOfCsv(found, context.req.param('file') ?? '');
  if (query === undefined) return context.notFound();
  const { signal } = context.req.raw;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  const begun = new Promise<Response>((resolve, reject) => {
    const headers = {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${query.name}.csv`)}`,
    };
    const write = async (piece: string | Uint8Array) => {
      resolve(new Response(readable, { headers }));
      await writer.write(typeof piece === 'string' ? encoder.encode(piece) : piece);
    };
    writeQueryCsv(query, useOf(saved!.pool, signal), write, { given: context.req.query(), signal })
      .then(() => writer.close())
      .catch((error: unknown) => {
        reject(error);
        // A file that has begun is broken off, so that nobody takes it for a whole one.
        return writer.abort(error).catch(() => undefined);
      });
  });
  return begun.catch((error: unknown) => {
    if (error instanceof BusyError) return context.text(error.message, 503);
    if (!(error instanceof UserError)) throw error;
    return context.text(error.message, error.exitCode === exitCodes.wrongUsage ? 400 : 422);
  });
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
