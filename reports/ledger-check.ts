import type { BilingualText, InvoiceDocument } from '../src/invoice/document.ts';
import type { PageInputs } from './page-inputs.ts';

/** Texts of a page that tell its reader how to check the document against the ledger. */
export interface LedgerCheck {
  title: BilingualText;
  entry: BilingualText;
  rootLabel: BilingualText;
  /** The root in groups of eight digits, to be read. */
  root: string[];
  how: BilingualText;
}

/** Returns the texts of a document; undefined if it has no place in a ledger. Source: docs/prove-to-others.md. */
export function ledgerCheckOf(
  { number, ledger }: InvoiceDocument,
  { documentsRoot }: PageInputs,
): LedgerCheck | undefined {
  if (ledger === undefined || documentsRoot === undefined) return undefined;
  return {
    title: { zh: '核验', en: 'How to check' },
    entry: { zh: `账本第 ${ledger.position} 项`, en: `Entry ${ledger.position} of the ledger` },
    rootLabel: { zh: '根哈希', en: 'Root' },
    root: documentsRoot.match(/.{1,8}/g) ?? [],
    how: {
      zh: `请向出账方索取 ${number} 的证明。在浏览器中打开 verify.html 并放入该证明的文件夹，或运行 node verify.mjs。无需联网。`,
      en: `Ask the issuer for the proof of ${number}. Open verify.html in a browser and drop the folder of the proof on it, or run node verify.mjs. No network is needed.`,
    },
  };
}
