import { describe, expect, it } from 'vitest';
import { utf8Of } from '../src/base/bytes.ts';
import { canonicalJson } from '../src/base/json.ts';
import type { BundleParts } from '../src/proof/bundle-files.ts';
import { signCheckpoint } from '../src/tlog/checkpoint.ts';
import { cosign } from '../src/tlog/cosignature.ts';
import { HashTree } from '../src/tlog/hash-tree.ts';
import { leafHash } from '../src/tlog/merkle.ts';
import { newSigningKey } from '../src/tlog/note-key.ts';
import { formatPolicy } from '../src/tlog/policy.ts';
import { parseNote } from '../src/tlog/signed-note.ts';
import { formatTlogProof } from '../src/tlog/tlog-proof.ts';
import { renderProofPage } from './proof-html.ts';
import { sampleInvoice } from './testing/sample-invoice.ts';

const key = newSigningKey('ledger.example', 1);
const witness = newSigningKey('witness.example', 4);

function parts(changes: Parameters<typeof sampleInvoice>[0] = {}, isCosigned = false): BundleParts {
  const invoice = sampleInvoice(changes);
  const entry = canonicalJson({ position: '7', documents_root: 'ab'.repeat(32) });
  const tree = HashTree.of([leafHash(utf8Of(entry))]);
  const note = signCheckpoint(1, tree.root(), key);
  const cosignature = cosign(parseNote(note).text, witness, 1_790_000_000);
  return {
    number: invoice.number,
    document: `${canonicalJson(invoice)}\n`,
    entry,
    proof: formatTlogProof({
      index: 0,
      path: [],
      checkpoint: isCosigned ? note + cosignature : note,
    }),
    policy: formatPolicy({
      log: key.verifier,
      witnesses: new Map([['accountant', witness.verifier]]),
      least: 0,
    }),
    rotations: [],
    before: [],
  };
}

describe('renderProofPage', () => {
  it('shows the place in the ledger, the key, and that nobody else dated it', () => {
    const page = renderProofPage(parts({ language: 'en' }));
    expect(page).toContain('ab'.repeat(32));
    expect(page).toContain(key.verifier.text);
    expect(page).toContain('Nobody else dated the checkpoint yet');
    expect(page).toContain('has no facts');
    expect(page).toContain("default-src 'none'; style-src");
  });

  it('shows the time of a cosignature', () => {
    const page = renderProofPage(parts({ language: 'en' }, true));
    expect(page).toContain('2026-09-21 14:13:20 UTC');
    expect(page).toContain('accountant');
  });

  it('escapes what others wrote', () => {
    const page = renderProofPage(parts({ customer_name: '<script>alert(1)</script>' }));
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(1)');
  });
});
