import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { packageRoot } from './package-root.ts';

describe('packageRoot', () => {
  it('is the folder of the package.json named imbill', () => {
    const manifest = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
    expect(manifest.name).toBe('imbill');
  });

  it('passes over other packages in between', () => {
    const root = mkdtempSync(join(tmpdir(), 'package-root-'));
    const nested = join(root, 'dist', 'src');
    mkdirSync(nested, { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"name":"imbill"}');
    writeFileSync(join(root, 'dist', 'package.json'), '{"type":"module"}');
    expect(packageRoot(pathToFileURL(join(nested, 'package-root.js')).href)).toBe(root);
  });

  it('says so where there is none', () => {
    expect(() => packageRoot('file:///nowhere/package-root.js')).toThrow(
      new Error('No package.json named imbill above /nowhere/package-root.js'),
    );
  });
});
