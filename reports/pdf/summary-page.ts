import type { MonthSummary, SummaryInvoice } from '../../src/invoice/summary.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { moneyText } from '../text/money.ts';
import type { PageText, PdfPage, PdfPart } from './page.ts';
import { plainText, sayIn } from './page-text.ts';

const say = sayIn();

/**
 * Describes a month's summary as the page of a PDF, for the books: totals, documents, and how many findings there
 * are. Who works on the month reads the HTML page, which has also files and texts of findings.
 */
export function summaryPage(summary: MonthSummary): PdfPage {
  const { month, issued } = summary;
  const title = say('月度汇总', 'Month summary');
  return {
    title: `${plainText(title)} ${month}`,
    author: '',
    date: `${month}-01`,
    language: 'zh',
    running: { title: [title, month], customer: '', foot: [title, month] },
    ...(!issued && { mark: say('预览，未出账', 'Preview, nothing issued') }),
    parts: [headPart(summary, title), ...documents(summary), ...findings(summary), loaded(summary)],
  };
}

function headPart({ month, totals }: MonthSummary, title: PageText): PdfPart {
  return {
    part: 'head',
    issuer: '',
    title,
    number: month,
    due: {
      label: say('合计', 'Total'),
      amounts: totals.map(({ currency, total, gross = total, prepaid, postpaid }) => ({
        currency,
        amount: moneyText(gross, { currency }),
        note: [
          say('预付费', 'Prepaid'),
          formatDecimal(prepaid),
          say('后付费', 'Postpaid'),
          formatDecimal(postpaid),
        ],
      })),
      facts: [],
    },
  };
}

function documents({ invoices }: MonthSummary): PdfPart[] {
  const rows = invoices.map((invoice) => ({
    cells: [
      [invoice.customer_name, `(${invoice.customer_id})`],
      invoice.number,
      formatDecimal(invoice.prepaid),
      formatDecimal(invoice.postpaid),
      [formatDecimal(invoice.gross ?? invoice.total), invoice.currency],
    ],
    notes: lifeOf(invoice),
  }));
  const section = { part: 'section' as const, title: say('账单', 'Invoices') };
  if (rows.length === 0)
    return [{ ...section, title: say('本月无账单', 'No invoices this month') }];
  return [
    { ...section, amount: String(rows.length) },
    {
      part: 'table',
      columns: [
        { title: say('客户', 'Customer'), kind: 'text' },
        { title: say('编号', 'Number'), kind: 'text', millimetres: 31 },
        { title: say('预付费', 'Prepaid'), kind: 'number', millimetres: 24 },
        { title: say('后付费', 'Postpaid'), kind: 'number', millimetres: 24 },
        { title: say('合计', 'Total'), kind: 'number', millimetres: 30 },
      ],
      groups: [{ rows }],
    },
  ];
}

/** Describes a document that is not an invoice as issued; nothing for any other. */
function lifeOf({ kind, status, refers_to }: SummaryInvoice): PageText[] {
  const of = refers_to === undefined ? [] : [refers_to];
  if (kind === 'credit_note') return [[say('贷项通知单', 'Credit note'), ...of]];
  if (kind === 'debit_note') return [[say('借项通知单', 'Debit note'), ...of]];
  if (status === 'voided') return [say('已作废', 'Voided')];
  if (status === 'corrected') return [say('已更正', 'Corrected')];
  return refers_to === undefined ? [] : [[say('替代', 'Replaces'), refers_to]];
}

/** Counts the findings by code. */
function findings({ findings: all }: MonthSummary): PdfPart[] {
  if (all.length === 0) return [];
  const codes = [...new Set(all.map(({ code }) => code))].toSorted();
  const rows = codes.map((one) => {
    const found = all.filter(({ code }) => code === one);
    const customers = new Set(found.map(({ customer_id }) => customer_id)).size;
    return { cells: [one, String(customers), String(found.length)] };
  });
  return [
    { part: 'section', title: say('提示', 'Findings'), amount: String(all.length) },
    {
      part: 'table',
      columns: [
        { title: say('代码', 'Code'), kind: 'text' },
        { title: say('客户数', 'Customers'), kind: 'number', millimetres: 30 },
        { title: say('数量', 'Findings'), kind: 'number', millimetres: 30 },
      ],
      groups: [{ rows }],
    },
  ];
}

function loaded({ loaded: sources, coverage, time_zone }: MonthSummary): PdfPart {
  const daysOf = (source: string) => {
    const one = coverage.find((of) => of.source === source);
    return one === undefined
      ? []
      : [`${plainText(say('有数据天数', 'days with data'))} ${one.days_with_data}`];
  };
  return {
    part: 'evidence',
    title: say('已载入', 'Loaded'),
    items: [
      { label: say('时区', 'Time zone'), lines: [time_zone] },
      ...sources.map(({ source, files, lines, accepted, rejected }) => ({
        label: source,
        lines: [
          [
            `${plainText(say('文件', 'files'))} ${files}`,
            `${plainText(say('行数', 'lines'))} ${lines}`,
            `${plainText(say('接受', 'accepted'))} ${accepted}`,
            `${plainText(say('拒绝', 'rejected'))} ${rejected}`,
            ...daysOf(source),
          ].join(', '),
        ],
      })),
    ],
  };
}
