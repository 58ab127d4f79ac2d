import { styleSheet } from './styles.ts';
import { type Html, html, rawHtml } from './text/html.ts';

/** Renders a page that fetches nothing and runs no script. A policy in the page says so to the browser. */
export function renderPage(title: string, body: Html): string {
  const page = html`<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light only">
<title>${title}</title>
<style>${rawHtml(styleSheet)}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return page.toString();
}
