import type { Compared, SimulatedCharge, SimulationDocument } from '../src/invoice/simulation.ts';
import { isZero } from '../src/money/decimal.ts';
import { formatDecimal, formatSigned } from '../src/money/format-decimal.ts';
import { sumMoney } from '../src/money/round-money.ts';
import { groupBy } from '../src/rating/group-by.ts';
import { differenceChart, largestDifferences, mostBars } from './charts/difference-chart.ts';
import { documentLook } from './charts/look.ts';
import { monthsChart } from './charts/months-chart.ts';
import { renderPage } from './page.ts';
import { bothLanguages, label, name } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';

/** Renders a simulation as one page in Chinese and English: by month, customer and charge. */
export function renderSimulationHtml(simulation: SimulationDocument): string {
  const body = html`<main class="sheet">
${head(simulation)}
${monthsSection(simulation)}
${differences(simulation)}
${part('按月', 'By month', '月份', 'Month', simulation.months, ({ month }) => html`<span class="number">${month}</span>`, simulation)}
${part('按客户', 'By customer', '客户', 'Customer', simulation.customers, customerTitle, simulation)}
${part('按项目', 'By charge', '项目', 'Charge', simulation.skus, ({ sku, title }) => html`${bothLanguages(title)}<br><span class="id">${sku}</span>`, simulation)}
${details(simulation)}
${notes(simulation)}
${findings(simulation)}
${foot(simulation)}
</main>`;
  const title = `价格模拟 Price simulation ${simulation.from} – ${simulation.to}`;
  return renderPage(title, body, { foot: title });
}

function head({ from, to, book, price_list, currency, total }: SimulationDocument): Html {
  return html`<header class="head">
<div class="heading">
<h1>${label('价格模拟', 'Price simulation')}</h1>
<p class="document-number">${from} – ${to}</p>
<p class="preview">${label('模拟，未出账', 'Simulation, nothing issued')}</p>
</div>
<div class="due">
<p>${label('差额', 'Difference')}</p>
<p class="total"><span class="currency">${currency}</span> <span class="number">${formatSigned(total.difference)}</span></p>
<p>${label('已出账', 'Issued')} <span class="number">${formatDecimal(total.issued)}</span> · ${label('模拟', 'Simulated')} <span class="number">${formatDecimal(total.simulated)}</span></p>
</div>
</header>
<dl class="facts-of-invoice">
<div class="wide"><dt>${label('价目文件', 'Price book')}</dt><dd>${name(book.file)}<br><span class="id">${name(book.list)} ${book.from}</span></dd></div>
<div><dt>${label('客户价目表', 'Customers on')}</dt><dd>${name(price_list)}</dd></div>
</dl>`;
}

function monthsSection({ months }: SimulationDocument): Html | false {
  if (months.length === 0) return false;
  const bars = months.map(({ month, issued, simulated, difference }) => ({
    month,
    ...(!isZero(difference) && { label: formatSigned(difference) }),
    tooltip: `${month}: ${formatDecimal(issued)} → ${formatDecimal(simulated)}`,
    parts: [
      { kind: 'first' as const, amount: issued },
      { kind: 'second' as const, amount: simulated },
    ],
  }));
  const chart = {
    name: '已出账与模拟 Issued and simulated',
    size: { width: 776, height: 220 },
    months: bars,
    isBeside: true,
  };
  return html`<section class="part">
${monthsChart(chart, documentLook)}
<ul class="key"><li class="issued">${label('已出账', 'Issued')}</li><li class="simulated">${label('模拟', 'Simulated')}</li><li>${label('柱上数字为差额', 'The number above is the difference')}</li></ul>
</section>`;
}

/** Draws the customers whose amounts change, the largest difference first. */
function differences({ customers }: SimulationDocument): Html | false {
  const bars = customers.map(({ customer_id: id, customer_name, difference }) => ({
    id,
    name: customer_name,
    difference,
  }));
  const shown = largestDifferences(bars);
  if (shown.length === 0) return false;
  return html`<section class="part">
<header><h2>${label('差额最大的客户', 'Customers by difference')}</h2>${shown.length === mostBars && html`<p class="quiet">${label(`前 ${mostBars} 名`, `the first ${mostBars}`)}</p>`}</header>
<div class="chart" role="img" aria-label="各客户差额 Difference by customer">${differenceChart(shown)}</div>
</section>`;
}

function part<Row extends Compared>(
  zh: string,
  en: string,
  columnZh: string,
  columnEn: string,
  rows: readonly Row[],
  title: (row: Row) => Html,
  { total }: SimulationDocument,
): Html {
  return html`<section class="part">
<header><h2>${label(zh, en)}</h2></header>
<div class="scroll"><table class="plain names">
<thead><tr><th scope="col">${label(columnZh, columnEn)}</th>${amountHeads}</tr></thead>
<tbody>${rows.filter(isChanged).map(
    (row) => html`<tr><th scope="row">${title(row)}</th>${amounts(row)}</tr>
`,
  )}${unchangedRow(rows)}</tbody>
<tfoot><tr><th scope="row">${label('合计', 'Total')}</th>${amounts(total)}</tr></tfoot>
</table></div>
</section>`;
}

function isChanged({ difference }: Compared): boolean {
  return !isZero(difference);
}

/** Adds up the rows whose amounts stay the same; `false` without any. */
function unchangedRow(rows: readonly Compared[], columns = 1): Html | false {
  const same = rows.filter((row) => !isChanged(row));
  if (same.length === 0) return false;
  const sum = sumMoney(same.map(({ issued }) => issued));
  const row = { issued: sum, simulated: sum, difference: '0.00' };
  return html`<tr class="unchanged"><th scope="row" colspan="${columns}">${label(`不变：${same.length} 行`, `Unchanged: ${same.length} ${same.length === 1 ? 'row' : 'rows'}`)}</th>${amounts(row)}</tr>
`;
}

const amountHeads = html`<th scope="col">${label('已出账', 'Issued')}</th><th scope="col">${label('模拟', 'Simulated')}</th><th scope="col">${label('差额', 'Difference')}</th>`;

function amounts({ issued, simulated, difference }: Compared): Html {
  return html`<td class="number">${formatDecimal(issued)}</td><td class="number">${formatDecimal(simulated)}</td><td class="number">${formatSigned(difference)}</td>`;
}

function customerTitle({ customer_id, customer_name }: SimulationDocument['customers'][number]) {
  return html`${name(customer_name)}<br><span class="id">${name(customer_id)}</span>`;
}

/** Lists the charges of each customer that change, by month. The CSV and the JSON have all. */
function details({ customers, charges }: SimulationDocument): Html[] {
  const byCustomer = groupBy(charges, ({ customer_id }) => customer_id);
  return customers.flatMap((customer) => {
    const own = byCustomer.get(customer.customer_id) ?? [];
    return own.some(isChanged) ? [detail(customer, own)] : [];
  });
}

function detail(
  customer: SimulationDocument['customers'][number],
  own: readonly SimulatedCharge[],
): Html {
  return html`<section class="part" data-customer-id="${customer.customer_id}">
<header><h2>${name(customer.customer_name)} <span class="id">${name(customer.customer_id)}</span></h2></header>
<div class="scroll"><table class="plain names">
<thead><tr><th scope="col">${label('项目', 'Charge')}</th><th scope="col">${label('月份', 'Month')}</th>${amountHeads}</tr></thead>
<tbody>${own.filter(isChanged).map(chargeRow)}${unchangedRow(own, 2)}</tbody>
<tfoot><tr><th scope="row">${label('合计', 'Total')}</th><td></td>${amounts(customer)}</tr></tfoot>
</table></div>
</section>
`;
}

function chargeRow(charge: SimulatedCharge): Html {
  return html`<tr data-sku="${charge.sku}"><th scope="row">${bothLanguages(charge.title)}<br><span class="id">${name(charge.app_id)}</span></th><td class="number">${charge.month}</td>${amounts(charge)}</tr>
`;
}

function notes({ months_without_invoices: months, skipped }: SimulationDocument): Html | false {
  if (months.length === 0 && skipped.length === 0) return false;
  return html`<section class="part"><header><h2>${label('未包含', 'Left out')}</h2></header>
${months.length > 0 && html`<p>${label('未出账的月份', 'Months without an invoice')}: <span class="number">${months.join(', ')}</span></p>`}
${skipped.length > 0 && html`<p>${label('无用量记录的账单', 'Invoices that keep no usage')}: ${name(skipped.map(({ number }) => number).join(', '))}</p>`}
</section>`;
}

function findings({ findings: found }: SimulationDocument): Html | false {
  if (found.length === 0) return false;
  return html`<section class="findings">
<h2>${label('新增提示', 'Findings that would be added')}</h2>
<ul>${found.map(
    (
      finding,
    ) => html`<li><code>${finding.code}</code> <span class="id">${name(finding.customer_id)} · ${finding.month} · ${name(finding.app_id)}</span><p>${name(finding.message)}</p></li>
`,
  )}</ul>
</section>`;
}

function foot({ book, in_force_from }: SimulationDocument): Html {
  return html`<footer class="foot"><dl>
<dt>${label('生效自', 'In force from')}</dt><dd class="number">${in_force_from}</dd>
<dt>${label('价目校验值', 'Hash of the book')}</dt><dd><code>${book.sha256}</code></dd>
<dt>${label('价格来源', 'Price source')}</dt><dd>${name(book.source)}</dd>
</dl></footer>`;
}
