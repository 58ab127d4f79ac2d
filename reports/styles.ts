import { colours } from './charts/colours.ts';

/** Style sheet of all documents: wide screens first, then phones, then A4 paper. */
export const styleSheet = `
:root { color-scheme: light only; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; padding: 32px 16px; background: ${colours.desk}; color: ${colours.ink};
  font: 14px/1.5 Inter, "Noto Sans", "Helvetica Neue", Arial, "PingFang SC", "Noto Sans CJK SC",
    "Noto Sans SC", "Microsoft YaHei", system-ui, sans-serif;
  -webkit-print-color-adjust: exact; print-color-adjust: exact;
}
h1, h2, h3, h4, p, ul, ol, dl, dd, figure, blockquote { margin: 0; padding: 0; }
h1, h2, h3, h4, thead th, .party-name { text-wrap: balance; }
ul, ol { list-style: none; }
bdi, code, dd, .reasons p, .charges tbody th { overflow-wrap: anywhere; }
code { font: 12px/1.5 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; }
.sheet {
  max-width: 880px; margin: 0 auto; padding: 48px 52px 40px; background: ${colours.paper};
  border: 1px solid ${colours.line}; border-radius: 3px;
}
.zh, .en { unicode-bidi: isolate; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.id, .unit, .quiet, .currency { color: ${colours.muted}; font-weight: 400; }
.id { font-size: 12px; }

.head { display: flex; justify-content: space-between; gap: 32px; align-items: flex-start; }
.heading { min-width: 0; }
.party { min-width: 0; font-size: 12px; line-height: 1.45; overflow-wrap: anywhere; }
.party-name { font-size: 14px; font-weight: 600; }
.head .party { flex: 0 1 54%; text-align: right; }
.logo { display: inline-block; max-width: 200px; max-height: 56px; margin-bottom: 6px; }
.role { color: ${colours.muted}; }
.parties {
  display: grid; grid-template-columns: minmax(0, 1fr) max-content max-content; gap: 12px 36px;
  margin-top: 20px; padding: 14px 0; border-top: 2px solid ${colours.ink};
  border-bottom: 1px solid ${colours.line};
}
.parties .facts-of-invoice { display: block; margin: 0; padding: 0; border: 0; }
.parties .facts-of-invoice > div { display: flex; justify-content: space-between; gap: 16px; }
.parties dt { font-size: 12px; line-height: 1.75; }
.parties dd { font-size: 13px; }
h1 { font-size: 28px; line-height: 1.25; font-weight: 600; letter-spacing: -0.01em; }
.document-number { font-size: 15px; font-variant-numeric: tabular-nums; }
.preview {
  display: inline-block; margin-top: 8px; padding: 2px 8px; border: 1px solid ${colours.accent};
  border-radius: 2px; color: ${colours.accent}; font-size: 12px; font-weight: 600;
}
.due { text-align: right; color: ${colours.muted}; flex-shrink: 0; }
.total { font-size: 30px; line-height: 1.25; font-weight: 600; color: ${colours.accent}; }
.total .currency { font-size: 15px; }
.facts-of-invoice {
  display: flex; flex-wrap: wrap; justify-content: space-between; gap: 14px 28px;
  margin-top: 24px; padding: 14px 0; border-top: 2px solid ${colours.ink};
  border-bottom: 1px solid ${colours.line};
}
.facts-of-invoice .wide { flex: 1 1 240px; }
dt { color: ${colours.muted}; font-size: 12px; }

.app, .totals, .findings, .part, .annex { margin-top: 32px; }
.app > header, .part > header { display: flex; justify-content: space-between; gap: 24px; align-items: baseline; break-after: avoid; }
h2 { font-size: 17px; line-height: 1.4; font-weight: 600; min-width: 0; break-after: avoid; }
.app-total { font-weight: 600; white-space: nowrap; }
.app-total .currency { font-size: 12px; }

table { width: 100%; border-collapse: collapse; margin-top: 8px; }
th { text-align: left; font-weight: 400; vertical-align: top; }
td { vertical-align: top; text-align: right; }
th, td { padding: 7px 0 7px 18px; }
th:first-child, td:first-child { padding-left: 0; }
thead th { white-space: nowrap; color: ${colours.muted}; font-size: 12px; line-height: 1.35; vertical-align: bottom; text-align: right; border-bottom: 1px solid ${colours.axis}; }
thead th:first-child { text-align: left; }
thead .zh, thead .en { display: block; }
tr { break-inside: avoid; }

.charges thead th { width: 13%; }
.charges thead th:first-child { width: 35%; min-width: 190px; }
.charges td.long { white-space: normal; font-size: 12.5px; }
.charges .kind th { padding: 12px 0 3px; color: ${colours.accent}; font-weight: 600; font-size: 13px; }
.charges .kind { break-after: avoid; }
.charges .line { break-inside: avoid; }
.charges .line .figures th { font-weight: 600; }
.charges .line .figures th .en { display: block; font-weight: 400; font-size: 12px; }
:lang(en) .charges .line .figures th .en { display: inline; font-weight: inherit; font-size: inherit; }
.charges .line .figures td:last-child { font-weight: 600; }
.charges .line .unit { display: block; font-size: 11px; line-height: 1.3; white-space: normal; }
.charges .line .unit > span { display: inline-block; }
.charges .figures td:nth-last-child(3) .unit { margin-left: -56px; }
.charges .reasons td { padding: 0 0 8px; text-align: left; font-size: 13px; line-height: 1.5; border-bottom: 1px solid ${colours.line}; }
.charges .reasons .zh + .en, .charges .fact { color: ${colours.muted}; font-size: 11.5px; }
.charges .figures th, .charges .figures td { padding-bottom: 3px; }
.charges .fact { display: inline-block; margin-right: 12px; }
.charges .subtotal { break-before: avoid; }
.charges .subtotal th { text-align: right; color: ${colours.muted}; font-size: 12px; vertical-align: middle; }
.charges .subtotal td { font-weight: 600; }

.corrects { margin-top: 24px; }
.corrects h2 { font-size: 15px; }
.corrects h3 { margin-top: 14px; color: ${colours.muted}; font-size: 12px; font-weight: 400; }
.corrects blockquote { margin-top: 3px; padding-left: 12px; border-left: 2px solid ${colours.axis}; }
.amounts { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 12px 24px; margin-top: 10px; }
.amounts dd { font-size: 16px; }
.amounts > :last-child dd { font-weight: 600; color: ${colours.accent}; }

.usages { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 22px 28px; margin-top: 16px; }
.usage { break-inside: avoid; min-width: 0; }
.usage.whole { grid-column: 1 / -1; }
.usage.whole > .on-phones { display: none; }
.usages > .key { grid-column: 1 / -1; margin-top: -10px; }
.usage h4 { font-size: 13px; font-weight: 600; }
.usage figcaption p, .key { font-size: 12px; color: ${colours.muted}; }
.usage figcaption b { color: ${colours.accent}; font-weight: 600; }
.chart svg { display: block; width: 100%; height: auto; }
.key { display: flex; flex-wrap: wrap; gap: 0 18px; }
.key .included::before { content: ""; display: inline-block; width: 20px; margin-right: 6px; border-top: 1px dashed ${colours.ink}; vertical-align: middle; }
.key .issued::before, .key .simulated::before { content: ""; display: inline-block; width: 10px; height: 10px; margin-right: 6px; background: ${colours.bar}; vertical-align: -1px; }
.key .simulated::before { background: ${colours.accent}; }
.key .no-data::before { content: ""; display: inline-block; width: 14px; height: 3px; margin-right: 6px; background: ${colours.noData}; vertical-align: 3px; }
.key .weekend::before { content: ""; display: inline-block; width: 10px; height: 10px; margin-right: 6px; background: ${colours.weekend}; border: 1px solid ${colours.line}; vertical-align: -1px; }

.projection thead th { white-space: normal; }
.projection td .unit, .projection td .quiet { display: block; font-size: 11px; line-height: 1.35; white-space: normal; }
.annex { padding-top: 14px; border-top: 1px solid ${colours.line}; }
.annex h2 { font-size: 14px; }
.sum-of-days { margin-top: 16px; }
.sum-of-days figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 18px; break-after: avoid; font-size: 12px; }
.sum-of-days h4 { font-size: 13px; font-weight: 600; }
.sum-of-days ul { columns: 5 120px; column-gap: 24px; font-size: 12px; margin-top: 4px; }
.sum-of-days li { display: flex; justify-content: space-between; gap: 8px; break-inside: avoid; border-bottom: 1px solid ${colours.grid}; }
.sum-of-days .quiet { font-size: 12px; }
.services { margin-top: 18px; }
.services figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 18px; break-after: avoid; }
.services h4 { font-size: 13px; font-weight: 600; }
.services p, .service { font-size: 12px; }
.services p, .service ul { color: ${colours.muted}; }
.service { display: grid; grid-template-columns: 190px minmax(0, 1fr); gap: 1px 16px; margin-top: 7px; break-inside: avoid; }
.service-bar { display: flex; gap: 1px; min-width: 0; }
.service-bar i { flex: 1 1 0; height: 14px; margin-top: 2px; border-radius: 1px; }
.service-bar b { display: flex; justify-content: center; flex: 1 1 0; font-weight: 400; font-size: 10.5px; color: ${colours.muted}; white-space: nowrap; overflow: visible; width: 0; }
.service-bar b:first-child { justify-content: start; }
.service-bar b:last-child { justify-content: end; }
.service ul { display: flex; flex-wrap: wrap; gap: 0 16px; }
.service-scale { margin-top: 2px; break-before: avoid; }
.service i.active, .state.active { background: ${colours.accent}; }
.service i.grace, .state.grace { background: ${colours.grace}; }
.service i.idle, .state.idle { background: ${colours.bar}; }
.service i.suspended, .state.suspended, .service i.released, .state.released { background: ${colours.axis}; }
.service i.none, .state.none { background: ${colours.paper}; border: 1px dashed ${colours.axis}; }
.state { display: inline-block; width: 9px; height: 9px; margin-right: 5px; border-radius: 1px; }

.allowances { margin-top: 18px; font-size: 12px; break-inside: avoid; }
.allowances th, .allowances td, .allowances thead th { padding-top: 3px; padding-bottom: 3px; text-align: left; }
.allowances tbody th { width: 26%; min-width: 150px; }
.allowances code { white-space: nowrap; font-size: 11px; color: ${colours.muted}; }
.allowances td:last-child { width: 24%; }

.totals { break-inside: avoid; }
.totals tbody tr + tr > *, .plain tbody tr + tr > * { border-top: 1px solid ${colours.line}; }
tfoot > tr > * { border-top: 2px solid ${colours.ink}; font-weight: 600; vertical-align: baseline; }
.grand { font-size: 18px; line-height: 1.2; color: ${colours.accent}; }

.findings { padding: 16px 20px; background: #f7f8f9; border-left: 3px solid ${colours.axis}; }
.findings h2 { font-size: 14px; }
.findings .quiet { font-size: 12px; }
.findings li { margin-top: 10px; break-inside: avoid; }
.findings h3 { margin: 16px 0 0; font-size: 13px; font-weight: 600; }

.names thead th:first-child { width: 40%; }
.names th[scope="row"] { text-wrap: balance; }
.names tbody .zh + .en, .findings li .zh + .en, .corrects li .zh + .en, .check .zh + .en, .steps p .zh + .en, .steps li .zh + .en, .part > .quiet .zh + .en { display: block; color: ${colours.muted}; font-size: .92em; }
.counts { font-size: 13px; }
.days-of-source { margin-top: 10px; font-size: 13px; }
.days-of-source summary { width: fit-content; cursor: pointer; color: ${colours.muted}; }
.files h3 { margin-top: 18px; font-size: 13px; font-weight: 600; }
.rejected-files li { display: flex; justify-content: space-between; gap: 16px; font-size: 13px; overflow-wrap: anywhere; }

.payment { margin-top: 12px; font-size: 13px; }
.tax { margin-top: 14px; }
.totals .tax .quiet { font-size: 12px; }
.foot { margin-top: 32px; padding-top: 10px; border-top: 1px solid ${colours.line}; font-size: 11px; line-height: 1.45; color: ${colours.muted}; break-inside: avoid; }
.foot h2, .foot summary { font-size: 11px; font-weight: 600; }
.foot summary { width: fit-content; cursor: pointer; }
.foot summary::marker { color: ${colours.axis}; }
.foot details[open] > dl { margin-top: 6px; }
.foot dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 1px 16px; }
.foot dt, .foot code { font-size: 10.5px; }
.check { margin-top: 14px; }
.check code.root { white-space: normal; word-break: normal; }
.check code.root span { display: inline-block; margin-right: .45em; }
.book + .book::before { content: "· "; }
.steps li { margin-top: 8px; }
.steps ol { list-style: decimal; padding-left: 1.4em; }
.foot ol { list-style: decimal; padding-left: 1.4em; }

.plain { font-size: 13px; }
.plain td.text, .plain thead th.text { text-align: left; }
.plain th[scope="row"] { min-width: 170px; }
.plain .document { min-width: 132px; }
a { color: ${colours.accent}; text-decoration: none; border-bottom: 1px solid ${colours.bar}; }
.alarm { color: #a3341f; font-weight: 600; }
.coverage { display: grid; grid-template-columns: 90px minmax(0, 1fr) 60px; gap: 2px 12px; align-items: center; margin-top: 10px; break-inside: avoid; }
.coverage > .number { text-align: right; }
.days { display: flex; gap: 2px; }
.days i { flex: 1 1 0; height: 18px; max-width: 18px; background: ${colours.bar}; border-radius: 1px; }
.days i.none { background: ${colours.paper}; border: 1px dashed ${colours.axis}; }
.coverage .missing { grid-column: 2 / -1; font-size: 12px; color: ${colours.muted}; }

@media screen and (max-width: 640px) {
  body { padding: 0; }
  .sheet { padding: 24px 16px; border: 0; border-radius: 0; }
  h1 { font-size: 24px; }
  .head, .parties { display: block; }
  .head .party { text-align: left; margin-top: 12px; }
  .parties .facts-of-invoice { margin-top: 12px; }
  .due { text-align: left; margin-top: 16px; }
  .facts-of-invoice { display: grid; grid-template-columns: 1fr 1fr; gap: 12px 16px; }
  .facts-of-invoice .wide { grid-column: 1 / -1; }
  .app > header, .part > header { flex-wrap: wrap; gap: 0 16px; }
  .charges, .charges tbody, .charges tr, .charges th, .charges td { display: block; }
  .charges thead, .charges .empty { display: none; }
  .charges .figures { display: grid; grid-template-columns: 1fr; padding: 6px 0 2px; }
  .charges .figures th { padding: 0 0 2px; }
  .charges .figures td { display: flex; justify-content: space-between; gap: 16px; padding: 0; }
  .charges .figures td span { min-width: 0; white-space: normal; overflow-wrap: anywhere; }
  .charges .figures td::before { content: attr(data-label); color: ${colours.muted}; font-weight: 400; font-size: 12px; white-space: nowrap; }
  .charges .figures td .unit, .charges .figures td:nth-last-child(3) .unit { display: inline; margin-left: 4px; }
  .charges .reasons td { padding-top: 4px; }
  .charges .subtotal tr { display: flex; justify-content: space-between; gap: 16px; padding: 6px 0; }
  .charges .subtotal th, .charges .subtotal td { padding: 0; }
  .usages { grid-template-columns: minmax(0, 1fr); }
  .usage.whole > .on-pages { display: none; }
  .usage.whole > .on-phones { display: block; }
  .amounts { grid-template-columns: minmax(0, 1fr); gap: 6px; }
  .amounts > div { display: flex; justify-content: space-between; gap: 16px; align-items: baseline; }
  .service { grid-template-columns: minmax(0, 1fr); }
  .service-scale .service-title { display: none; }
  .allowances code { white-space: normal; }
  .allowances tbody th { min-width: 96px; }
  .allowances th, .allowances td { padding-left: 8px; overflow-wrap: anywhere; }
  .total .number { white-space: normal; overflow-wrap: anywhere; }
  .totals { overflow-x: auto; }
  .totals th, .totals td { padding-left: 8px; }
  .totals thead th, .totals td { font-size: 12px; }
  .totals .grand { font-size: 14px; }
  .foot dl { grid-template-columns: 1fr; }
  .foot dd { margin-bottom: 6px; }
  .scroll {
    overflow-x: auto; background:
      linear-gradient(90deg, ${colours.paper} 40%, transparent) 0 / 32px 100% no-repeat local,
      linear-gradient(270deg, ${colours.paper} 40%, transparent) 100% / 32px 100% no-repeat local,
      linear-gradient(90deg, ${colours.axis}55, transparent) 0 / 10px 100% no-repeat,
      linear-gradient(270deg, ${colours.axis}55, transparent) 100% / 10px 100% no-repeat;
  }
  .scroll table { min-width: 620px; }
  .coverage { grid-template-columns: minmax(0, 1fr) max-content; }
  .coverage .source { grid-row: 1; }
  .coverage .number { grid-row: 1; }
  .coverage .days, .coverage .missing { grid-column: 1 / -1; }
}

@page { size: A4; margin: 15mm 14mm 17mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt Inter, "Noto Sans", Arial, sans-serif; color: ${colours.muted}; } }
@media print {
  body { padding: 0; background: ${colours.paper}; }
  .sheet { max-width: none; padding: 0; border: 0; border-radius: 0; zoom: 0.82; }
  a { color: inherit; border: 0; }
  p { orphans: 3; widows: 3; }
  .annex { break-before: page; margin-top: 0; padding-top: 0; border: 0; }
  .annex ~ .annex { break-before: auto; margin-top: 28px; padding-top: 14px; border-top: 1px solid ${colours.line}; }
  .foot summary { list-style: none; }
  .foot details::details-content { content-visibility: visible; }
}
`;

/** Builds the style sheet that writes a text at the foot of each printed page, beside the page's number. */
export function runningFoot(text: string): string {
  return `@page { @bottom-left { content: "${cssText(text)}"; font: 8pt Inter, "Noto Sans", Arial, "PingFang SC", "Noto Sans CJK SC", sans-serif; color: ${colours.muted}; } }
`;
}

/** Writes a text for a CSS string. All but letters and digits are escaped by number; halves of surrogate pairs are U+FFFD. */
function cssText(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replace(/[^\p{L}\p{N}]/gu, (character) => `\\${character.codePointAt(0)!.toString(16)} `);
}
