import type { SheetTexts } from '../analyst/results/xlsx-sheet.ts';
import type { DatasetName } from './choice.ts';

/** Chinese titles of all columns of sql/exports. */
const columnTitles: Readonly<Record<string, string>> = {
  number: '单据号',
  line_number: '行号',
  document_kind: '单据类型',
  status: '状态',
  refers_to: '关联单据',
  voided_by: '作废单据',
  replaced_by: '替代单据',
  month: '账期',
  billing_period: '开票月份',
  customer_id: '客户编号',
  customer_name: '客户名称',
  issuer: '开票方',
  issuer_tax_id: '开票方税号',
  customer_tax_id: '客户税号',
  purchase_order: '采购单号',
  tags: '标签',
  language: '语言',
  reason: '原因',
  price_list: '价目表',
  time_zone: '时区',
  app_id: '应用编号',
  app_name: '应用名称',
  sku: '计费项',
  kind: '类别',
  order_id: '订单号',
  service_name: '服务（英文）',
  service_name_zh: '服务名称',
  unit: '单位',
  currency: '币种',
  usage: '用量',
  included: '免费额度',
  quantity: '数量',
  unit_price: '单价',
  discount: '折扣（%）',
  minimum: '保底金额',
  maximum: '封顶金额',
  amount: '金额',
  tax_percent: '税率（%）',
  net: '不含税金额',
  tax: '税额',
  amount_issued: '已开金额',
  amount_now: '应计金额',
  usage_issued: '已开用量',
  usage_now: '应计用量',
  position: '账本序号',
  peak_date: '峰值日期',
  peak_at: '峰值时间（UTC）',
  valid_from: '生效日期',
  valid_until: '到期日期',
  issue_date: '开具日期',
  due_date: '付款期限',
  causes: '更正原因',
  tiers: '阶梯明细',
  explanation: '计算说明（英文）',
  explanation_zh: '计算说明',
  source: '价格来源',
  contract: '合同',
  prepaid: '预付费',
  postpaid: '后付费',
  total: '合计',
  net_total: '不含税合计',
  tax_total: '税额合计',
  gross_total: '价税合计',
  lines: '行数',
  findings: '提示数',
  sha256: 'SHA-256',
  metric: '指标',
  numerator: '分子',
  denominator: '分母',
  is_reported: '外部上报',
  usage_date: '日期',
};

/** Columns of money that may be added up over all documents. */
const additive: Readonly<Record<DatasetName, readonly string[]>> = {
  usage: [],
  charges: ['amount', 'net', 'tax'],
  invoices: ['prepaid', 'postpaid', 'total', 'net_total', 'tax_total', 'gross_total', 'net'],
};

/** Returns the texts of a dataset's sheet: headers in both languages, and totals by currency. */
export function sheetTexts(dataset: DatasetName): SheetTexts {
  // The net of an invoice is what is left of it after its notes.
  const own = dataset === 'invoices' ? { net: '更正后价税合计' } : {};
  const columns = additive[dataset];
  return {
    titles: { ...columnTitles, ...own },
    ...(columns.length > 0 && { totals: { columns, currency: 'currency' } }),
  };
}
