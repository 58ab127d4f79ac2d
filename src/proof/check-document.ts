import { canonicalJson } from '../base/json.ts';
import { sha256Of } from '../base/sha256.ts';
import type { InvoiceDocument } from '../invoice/document.ts';
import { beforeNames, isHash, parseCanonicalLine } from './bundle.ts';
import { type Bundle, parsed, textOf } from './check-files.ts';
import { checkInclusion, type ParsedProof, readProof } from './check-inclusion.ts';
import { type Done, inBoth, ok, Refusal } from './verdict.ts';

/** A document as its log entry names it; hashes in lower-case hex, empty where there is nothing. */
export interface EntryOfDocument {
  entry: 'document';
  number: string;
  kind: string;
  position: string;
  document: string;
  content: string;
  evidence: string;
  reports: Readonly<Record<string, string>>;
  documents_root: string;
}

const entryKeys = [
  ...['content', 'document', 'documents_root', 'entry', 'evidence'],
  ...['kind', 'number', 'position', 'reports'],
];

/** A document that its entry names. */
export interface ProvedDocument {
  entry: EntryOfDocument;
  document: InvoiceDocument;
}

/** The document of a proof, and the customer's earlier documents of the month, oldest first. */
export interface ProvedDocuments extends ProvedDocument {
  before: InvoiceDocument[];
}

/** Names of a document's own files. */
interface DocumentFiles {
  document: string;
  entry: string;
}

/**
 * Checks that a document is the one that its entry names.
 *
 * @throws {Refusal} If they do not fit.
 */
function readDocument(
  { files }: Pick<Bundle, 'files'>,
  names: DocumentFiles,
  number: string,
): ProvedDocument {
  const entry = readEntry(textOf(files, names.entry), names.entry);
  const text = textOf(files, names.document);
  const hash = sha256Of(files.get(names.document)!);
  if (entry.number !== number)
    throw new Refusal(
      `${names.entry} is the entry of ${entry.number}, not of ${number}.`,
      `${names.entry} 是 ${entry.number} 的记录，而非 ${number} 的。`,
    );
  if (entry.document !== hash)
    throw new Refusal(
      `${names.document} is not the document of the ledger: its SHA-256 is ${hash}, the entry names ${entry.document}.`,
      `${names.document} 并非账本中的单据：其 SHA-256 为 ${hash}，记录中为 ${entry.document}。`,
    );
  const document = parsed(names.document, () => parseCanonicalLine(text)) as InvoiceDocument;
  const found = {
    number: document?.number,
    kind: document?.kind ?? 'invoice',
    position: document?.ledger?.position ?? entry.position,
    content: document?.ledger?.content_sha256 ?? entry.content,
  };
  for (const [key, value] of Object.entries(found))
    if (value !== entry[key as keyof typeof found])
      throw new Refusal(
        `${names.document} and ${names.entry} differ: ${key} is "${value}" and "${entry[key as keyof typeof found]}".`,
        `${names.document} 与 ${names.entry} 不一致：${key} 分别为“${value}”和“${entry[key as keyof typeof found]}”。`,
      );
  return { entry, document };
}

/**
 * Checks the document of a proof, the invoice's own files that lie beside it, and the documents before it.
 *
 * @throws {Refusal} Naming the file that is not the ledger's.
 */
export function checkDocument(bundle: Bundle, proof: ParsedProof): Done<ProvedDocuments> {
  const { number, names, files } = bundle;
  const proved = readDocument(bundle, names, number);
  const { reports, position, documents_root } = proved.entry;
  const compared: string[] = [];
  for (const [name, bytes] of files) {
    if (!isReport(name, number)) continue;
    const hash = sha256Of(bytes);
    if (reports[name] !== hash)
      throw new Refusal(
        `${name} is not the file of the ledger: its SHA-256 is ${hash}, the entry names ${reports[name] ?? 'none'}.`,
        `${name} 并非账本中的文件：其 SHA-256 为 ${hash}，记录中为 ${reports[name] ?? '无'}。`,
      );
    compared.push(name);
  }
  const before = documentsBefore(bundle, proved, proof);
  const checked = [names.document, ...compared];
  return ok(
    inBoth(
      `The ledger has ${checked.join(', ')}. The pages must print the entry number ${position} and the root ${documents_root}.`,
      `账本中有 ${checked.join('、')}。单据页面应印有记录编号 ${position} 和根哈希 ${documents_root}。`,
    ),
    { ...proved, before },
  );
}

/**
 * Reads the customer's earlier documents of the month, by position. Each must be proved by the same checkpoint.
 *
 * @throws {Refusal} If a document in `before/` is not one of them.
 */
function documentsBefore(
  bundle: Bundle,
  { document, entry }: ProvedDocument,
  { checkpoint }: ParsedProof,
): InvoiceDocument[] {
  const documents = bundle.before.map((number) => {
    const names = beforeNames(number);
    const proof = readProof(bundle, names.proof);
    if (proof.checkpoint !== checkpoint)
      throw new Refusal(
        `${names.proof} has another checkpoint than the proof of the document.`,
        `${names.proof} 的检查点与单据证明的检查点不同。`,
      );
    checkInclusion(bundle, names.entry, proof);
    const earlier = readDocument(bundle, names, number);
    const { customer_id, month } = earlier.document;
    const isBefore = Number(earlier.entry.position) < Number(entry.position);
    if (customer_id !== document.customer_id || month !== document.month || !isBefore)
      throw new Refusal(
        `${names.document} is no earlier document of this customer and month.`,
        `${names.document} 不是该客户该月更早的单据。`,
      );
    return earlier;
  });
  return documents
    .toSorted((a, b) => Number(a.entry.position) - Number(b.entry.position))
    .map((one) => one.document);
}

function isReport(name: string, number: string): boolean {
  return ['.html', '.pdf', '.csv'].some((ending) => name === `${number}${ending}`);
}

function readEntry(text: string, name: string): EntryOfDocument {
  const value = parsed(name, () => parseCanonicalLine(`${text}\n`)) as Record<string, unknown>;
  const isEntry =
    typeof value === 'object' &&
    value !== null &&
    canonicalJson(Object.keys(value).sort()) === canonicalJson(entryKeys) &&
    value['entry'] === 'document' &&
    typeof value['reports'] === 'object' &&
    ['number', 'kind', 'position', 'content', 'evidence'].every(
      (key) => typeof value[key] === 'string',
    ) &&
    isHash(String(value['document'])) &&
    isHash(String(value['documents_root']));
  if (isEntry) return value as unknown as EntryOfDocument;
  throw new Refusal(`${name} is not the entry of a document.`, `${name} 不是单据的记录。`);
}
