import { type Html, type HtmlValue, html } from './html.ts';

/** The parts of an HTML page. */
export interface PageParts {
  /** Value of the `lang` attribute. */
  language: string;
  /** Policy in the page itself; absent if a server sends one. */
  policy?: Html | undefined;
  colorScheme: 'light only' | 'light dark';
  title: string;
  /** Style sheets, scripts and the like. */
  head: HtmlValue;
  body: Html;
}

/** Renders a whole HTML page. */
export function renderPageFrame(parts: PageParts): string {
  const { language, policy, colorScheme, title, head, body } = parts;
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
${
  policy !== undefined &&
  html`<meta http-equiv="Content-Security-Policy" content="${policy}">
`
}<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${colorScheme}">
<title>${title}</title>
${head}</head>
<body>
${body}
</body>
</html>
`;
  return page.toString();
}
