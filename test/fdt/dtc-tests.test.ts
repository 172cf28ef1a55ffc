import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseDts } from '../../grammar/parse-dts.ts';
import { unitFromText } from '../../grammar/unit-from-text.ts';
import { buildTree } from '../../src/devicetree/build-tree.ts';
import { writeDtb } from '../../src/fdt/write-dtb.ts';
import { SourceFile } from '../../src/source/source-file.ts';

/** An entry of the suite's manifest, as far as it is used here. */
interface Entry {
  readonly file: string;
  readonly kind: 'ok' | 'check-warn' | 'check-fail' | 'syntax-error' | 'fatal';
  readonly flags: string;
  readonly role?: string;
  readonly dtb_sha256?: string;
}

const suite = fileURLToPath(new URL('../../../shared/dtc-tests/', import.meta.url));
const present = existsSync(join(suite, 'manifest.json'));
const entries: readonly Entry[] = present
  ? JSON.parse(readFileSync(join(suite, 'manifest.json'), 'utf8'))
  : [];
const sources = entries
  .filter(({ role }) => role !== 'fragment')
  .map((entry) => ({ ...entry, path: join(suite, 'src', entry.file) }))
  .map((entry) => ({ ...entry, text: readFileSync(entry.path, 'utf8') }))
  // /include/ and line markers are the preprocessor's, fixups of overlays the compiler's.
  .filter(({ text }) => !/^\s*(\/include\/|# \d|#line)/m.test(text) && !text.includes('/include/'))
  .filter(({ text, flags }) => !text.includes('/plugin/') && flags === '');

function compile(path: string, text: string): { sha256: string; errors: string[] } {
  const file = new SourceFile(path, text);
  const readBinary = (name: string) => new Uint8Array(readFileSync(join(dirname(path), name)));
  const parsed = parseDts(unitFromText(file), { readBinary });
  const { tree, problems } = buildTree(parsed, { place: { file, start: 0, end: 0 } });
  const errors = [...parsed.problems, ...problems].filter(({ severity }) => severity === 'error');
  return {
    sha256: createHash('sha256').update(writeDtb(tree)).digest('hex'),
    errors: errors.map(({ message, place }) => (place === undefined ? `no place: ${message}` : message)),
  };
}

describe.skipIf(!present)("dtc's own test sources (skipped where ../shared/dtc-tests is absent)", () => {
  const accepted = sources.filter(({ kind }) => kind === 'ok' || kind === 'check-warn');
  const refused = sources.filter(({ kind }) => kind !== 'ok' && kind !== 'check-warn');

  it.each(accepted)('$file gives the bytes that dtc gives', ({ path, text, dtb_sha256 }) => {
    expect(compile(path, text)).toEqual({ sha256: dtb_sha256, errors: [] });
  });

  it.each(refused)('$file is refused, with a place', ({ path, text }) => {
    const { errors } = compile(path, text);
    expect(errors).not.toEqual([]);
    expect(errors.filter((message) => message.startsWith('no place'))).toEqual([]);
  });
});
