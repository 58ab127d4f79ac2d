import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Address, addressAt, idToFolder, idToSegment, segmentsOf } from './address.ts';

const ids = fc.string({ unit: 'grapheme', minLength: 1 }).filter((id) => !/\p{Cs}/u.test(id));

describe('addressAt', () => {
  it('gives back what a path was made from, whatever the ids hold', () => {
    fc.assert(
      fc.property(ids, ids, (customer, app) => {
        for (const address of [
          { page: 'customer', month: '2026-09', customer },
          { page: 'app', month: '2026-09', customer, app },
          { page: 'customer-history', customer },
        ] satisfies Address[]) {
          const path = `/${segmentsOf(address, 'zh', idToSegment).join('/')}/`;
          const { pathname } = new URL(path, 'http://localhost');
          expect(addressAt(pathname)).toEqual({ language: 'zh', address });
        }
      }),
    );
  });

  it.each(['.', '..', '~', '~..', '%2e', 'a/b', 'a%2Fb', 'javascript:alert(1)', '?', '#', '\\'])(
    'keeps the id %s within its segment',
    (customer) => {
      const address: Address = { page: 'customer-history', customer };
      const path = `/${segmentsOf(address, 'en', idToSegment).join('/')}/`;
      const { pathname, search, hash } = new URL(path, 'http://localhost');
      expect({ search, hash, found: addressAt(pathname)?.address }).toEqual({
        search: '',
        hash: '',
        found: address,
      });
    },
  );

  it('knows the pages without an id', () => {
    expect(addressAt('/en/')).toEqual({ language: 'en', address: { page: 'home' } });
    expect(addressAt('/zh/history')).toEqual({ language: 'zh', address: { page: 'history' } });
    expect(addressAt('/')).toBeUndefined();
    expect(addressAt('/en/months//')).toBeUndefined();
    expect(addressAt('/en/months/2026-09/history/x/')).toBeUndefined();
  });
});

describe('idToFolder', () => {
  it('is a name that no file system takes for another', () => {
    const folders = ['.', '..', 'acme', 'ACME', 'Acme', '~.', 'a/b', 'x'.repeat(400)].map(
      idToFolder,
    );
    expect(new Set(folders.map((folder) => folder.toLowerCase())).size).toBe(folders.length);
    expect(folders.every((folder) => folder.length <= 220 && !/^\.|\//.test(folder))).toBe(true);
  });
});
