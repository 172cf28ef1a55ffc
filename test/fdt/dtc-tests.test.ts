import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compileTree } from '../../src/project/compile-tree.ts';
import { Project } from '../../src/project/project.ts';
import { openTreeInput } from '../../src/project/tree-input.ts';

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
  // Two need a folder that the copy of the suite lacks.
  .filter(({ flags }) => includeFolders(flags).every((folder) => existsSync(folder)));

function compile({ path, flags }: { readonly path: string; readonly flags: string }): {
  sha256: string;
  errors: string[];
} {
  const project = new Project();
  const input = openTreeInput(project.files, path);
  if ('severity' in input) return { sha256: '', errors: [input.message] };
  const { blob, problems } = compileTree(input, { project, includeFolders: includeFolders(flags) });
  const errors = problems.filter(({ severity }) => severity === 'error');
  return {
    sha256: createHash('sha256')
      .update(blob ?? '')
      .digest('hex'),
    errors: errors.map(({ message, place }) => (place === undefined ? `no place: ${message}` : message)),
  };
}

describe.skipIf(!present)("dtc's own test sources (skipped where ../shared/dtc-tests is absent)", () => {
  const accepted = sources.filter(({ kind }) => kind === 'ok' || kind === 'check-warn');
  const refused = sources.filter(({ kind }) => kind !== 'ok' && kind !== 'check-warn');

  it.each(accepted)('$file gives the bytes that dtc gives', ({ path, flags, dtb_sha256 }) => {
    expect(compile({ path, flags })).toEqual({ sha256: dtb_sha256, errors: [] });
  });

  it.each(refused)('$file is refused, with a place', ({ path, flags }) => {
    const { errors } = compile({ path, flags });
    expect(errors).not.toEqual([]);
    expect(errors.filter((message) => message.startsWith('no place'))).toEqual([]);
  });
});

function includeFolders(flags: string): readonly string[] {
  return [...flags.matchAll(/-i (\S+)/g)].map(([, folder = '']) => join(suite, 'src', folder));
}
