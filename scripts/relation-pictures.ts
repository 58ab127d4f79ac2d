import type { RelationEntry } from '../src/duckdb/relation-entries.ts';
import type { PublishedRelation } from './data-dictionary.ts';

/** Pictures of the relations: heading → what is drawn. */
const pictures = {
  'What was delivered and measured': [
    ...['loads', 'deliveries', 'batches', 'segments', 'rejects', 'logins', 'bandwidth'],
    ...['group_events', 'daily_values', 'daily_usage', 'monthly_usage', 'monthly_users', 'metrics'],
  ],
  'What was bought and billed': [
    ...['customers', 'apps', 'purchases', 'prices', 'service_periods', 'service_days', 'invoices'],
    ...['invoice_lines', 'charges', 'invoice_lines_now', 'corrections', 'voids', 'findings'],
    'sent_files',
  ],
  'What is owed, and who did what': [
    ...['customers', 'invoices', 'receivables', 'open_items', 'allocations', 'payments', 'arrears'],
    ...['customer_balances', 'audit', 'approvals', 'closings', 'draft_months', 'drafts'],
  ],
} as const;

/** Columns that name a row of another relation, wherever they are. */
const named: Readonly<Record<string, string>> = {
  load_id: 'loads',
  batch_id: 'batches',
  metric: 'metrics',
  customer_id: 'customers',
  app_id: 'apps',
  order_id: 'purchases',
  number: 'invoices',
  refers_to: 'invoices',
  document_number: 'invoices',
  entry: 'audit',
};

/** Relations with several rows of one name, each for some days. */
const dated: readonly string[] = ['customers', 'apps', 'purchases'];

/** Draws the relations and the columns that join them, as entity-relationship diagrams in Mermaid. */
export function relationPictures(
  relations: readonly PublishedRelation[],
  entries: ReadonlyMap<string, RelationEntry>,
): string[] {
  return Object.entries(pictures).flatMap(([heading, names]) => {
    const drawn = relations.filter(({ name }) => (names as readonly string[]).includes(name));
    const isDrawn = (name: string) => drawn.some((one) => one.name === name);
    return [
      '',
      `**${heading}**`,
      '',
      '```mermaid',
      'erDiagram',
      ...drawn.flatMap((relation) => edgesOf(relation, isDrawn)),
      ...drawn.flatMap((relation) => entityOf(relation, entries.get(relation.name))),
      '```',
    ];
  });
}

function edgesOf({ name, columns }: PublishedRelation, isDrawn: (name: string) => boolean) {
  return columns.flatMap((column) => {
    const target = named[column.name];
    if (target === undefined || target === name || !isDrawn(target)) return [];
    const many = dated.includes(target) ? '}o--o{' : '|o--o{';
    return [`    ${target} ${many} ${name} : ${column.name}`];
  });
}

function entityOf(
  { name, columns }: PublishedRelation,
  entry: RelationEntry | undefined,
): string[] {
  const key = entry?.primary_key?.split(', ') ?? [];
  const grain = entry?.grain?.split(', ') ?? [];
  const shown = columns.flatMap((column) => {
    const isKey = key.includes(column.name);
    const isReference = (named[column.name] ?? name) !== name;
    if (!isKey && !isReference && !grain.includes(column.name)) return [];
    const marks = [...(isKey ? ['PK'] : []), ...(isReference ? ['FK'] : [])].join(', ');
    return [`        ${typeName(column.type)} ${column.name} ${marks}`.trimEnd()];
  });
  return [`    ${name} {`, ...shown, '    }'];
}

/** Returns a type as Mermaid accepts it: one word. */
function typeName(type: string): string {
  return type.toLowerCase().replace('timestamp with time zone', 'timestamptz').replace(/\(.*/, '');
}
