import { describe, expect, it } from 'vitest';
import type { InvoiceDocument } from '../invoice/document.ts';
import { detailsOfDocument } from './detail-rows.ts';
import { rowsOfDocument } from './rows-of-document.ts';
import { documentOf, purchaseLine, taxedDocument, usageLine } from './testing/documents.ts';

function detailsOf(document: InvoiceDocument, voidedOn?: string) {
  const rows = rowsOfDocument(document, { books: [], isEarlierOrder: () => false });
  return detailsOfDocument(document, { rows, voidedOn });
}

describe('detailsOfDocument', () => {
  it('gives each line, with its invoice and how to pay', () => {
    const document = documentOf([purchaseLine()], {
      customer_details: { purchase_order: 'PO-7' },
    });
    expect(detailsOf(document)).toEqual([
      {
        BilledCost: '999.00',
        BillingAccountId: 'acme',
        BillingCurrency: 'CNY',
        BillingPeriodEnd: '2026-09-30T16:00:00Z',
        BillingPeriodStart: '2026-08-31T16:00:00Z',
        ChargeCategory: 'Purchase',
        InvoiceDetailCreated: '2026-09-30T16:00:00Z',
        InvoiceDetailDescription: 'Professional plan',
        InvoiceDetailGrain:
          '{"ResourceId":"a1","SkuId":"pro","SubAccountId":"a1","x_OrderId":"o1","x_ValidFrom":"2026-09-05"}',
        InvoiceDetailId: 'INV-2026-000001-1',
        InvoiceDetailLastUpdated: '2026-09-30T16:00:00Z',
        InvoiceId: 'INV-2026-000001',
        InvoiceIssueDate: '2026-09-30T16:00:00Z',
        InvoiceIssueStatus: 'Issued',
        InvoiceIssuerName: 'Cloud',
        PaymentCurrency: 'CNY',
        PaymentDueDate: '2026-10-06T16:00:00Z',
        PaymentTerms: 'Net 6',
        PurchaseOrderNumber: 'PO-7',
        ReferenceInvoiceId: 'INV-2026-000001',
        x_BillingMonth: '2026-09',
        x_DocumentKind: 'invoice',
        x_LineNumber: '1',
        x_PrintedAmount: '999.00',
        x_UnitPrice: '999',
      },
    ]);
  });

  it('keeps the tax of a line apart, whether its price includes it or not', () => {
    const shown = (included: boolean) =>
      detailsOf(taxedDocument([usageLine({ amount: '10600.00' })], included)).map(
        ({ InvoiceDetailId, ChargeCategory, BilledCost, x_PrintedAmount }) =>
          [InvoiceDetailId, ChargeCategory, BilledCost, x_PrintedAmount].join(' | '),
      );
    expect(shown(true)).toEqual([
      'INV-2026-000001-1 | Usage | 10000.00 | 10600.00',
      'INV-2026-000001-1-tax | Tax | 600.00 | ',
    ]);
    // 6 % of 10,600.00 = 636.00.
    expect(shown(false)).toEqual([
      'INV-2026-000001-1 | Usage | 10600.00 | 10600.00',
      'INV-2026-000001-1-tax | Tax | 636.00 | ',
    ]);
  });

  it('says what a note refers to, that a credit note has nothing to pay, and when a document was voided', () => {
    const note = documentOf([usageLine({ amount: '-3.00' })], {
      kind: 'credit_note',
      number: 'CRN-2026-000001',
      refers_to: 'INV-2026-000001',
    });
    expect(detailsOf(note, '2026-11-05')).toMatchObject([
      {
        InvoiceDetailLastUpdated: '2026-11-04T16:00:00Z',
        InvoiceIssueStatus: 'Voided',
        PaymentDueDate: null,
        PaymentTerms: 'Nothing to pay',
        ReferenceInvoiceId: 'INV-2026-000001',
      },
    ]);
  });
});
