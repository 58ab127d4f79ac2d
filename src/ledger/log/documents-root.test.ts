import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../base/sha256.ts';
import { draft, issueAll, memoryLedger } from '../testing/memory-ledger.ts';
import { documentsFrontier, documentsRootOf, documentsRoots } from './documents-root.ts';

/** Hash of hex parts, each after the byte of its kind: 00 for leaves, 01 for nodes. */
const hashOf = (hex: string) => sha256Of(Buffer.from(hex, 'hex'));

describe('documentsFrontier', () => {
  it('has the root of the documents’ files, whether it was stored or not', async () => {
    const database = await memoryLedger();
    expect(documentsRootOf(await documentsFrontier(database))).toBe(hashOf(''));
    await issueAll(database, [draft({ customer_id: 'a' }), draft({ customer_id: 'b' })]);
    await issueAll(database, [draft({ customer_id: 'c' })]);
    const files = await database.rows<{ sha256: string }>(
      'select sha256 from invoices order by position',
    );
    const [one, two, three] = files.map(({ sha256 }) => hashOf(`00${sha256}`));
    const first = hashOf(`01${one}${two}`);
    const roots = [one, first, hashOf(`01${first}${three}`)];
    expect((await documentsRoots(database)).map(({ root }) => root)).toEqual(roots);
    expect(documentsRootOf(await documentsFrontier(database))).toBe(roots[2]);
    await database.run("delete from meta where key = 'documents_tree'");
    expect(documentsRootOf(await documentsFrontier(database))).toBe(roots[2]);
  });
});
