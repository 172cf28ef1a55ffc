import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileTree } from '../../../src/project/compile-tree.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { readSuite, type SuiteEntry } from './manifest.ts';
import { runDtcTests } from './run-dtc-tests.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carveout-dtc-tests-'));
  write('good.dts', '/dts-v1/; / { };');
  write('bad.dts', '/dts-v1/; / { a };');
  write('includes.dts', '/dts-v1/;\n/include/ "part.dtsi"\n/ { };');
  write('there/part.dtsi', '/ { };');
});

afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  const file = join(folder, 'src', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const emptyTree = createHash('sha256')
  .update(
    compileTree({ kind: 'source', file: new SourceFile('empty.dts', '/dts-v1/; / { };') }).blob ??
      new Uint8Array(),
  )
  .digest('hex');

function run(...entries: readonly Partial<SuiteEntry>[]): { status: number; lines: readonly string[] } {
  const lines: string[] = [];
  const whole = entries.map(
    (entry): SuiteEntry => ({
      file: 'good.dts',
      kind: 'ok',
      flags: '',
      expected_by_run_tests: [],
      ...(entry.file === 'bad.dts' ? {} : { dtb_sha256: emptyTree }),
      ...entry,
    }),
  );
  const status = runDtcTests({ folder, entries: whole }, (line) => lines.push(line));
  return { status, lines };
}

describe('npm run dtc-tests', () => {
  it('takes a folder relative to where it is run', () => {
    writeFileSync(join(folder, 'manifest.json'), '[]');
    expect(readSuite(relative(process.cwd(), folder)).folder).toBe(folder);
  });

  it('counts a source that gives the bytes, and one that is refused', () => {
    const { status, lines } = run({}, { file: 'bad.dts', kind: 'syntax-error' });
    expect([status, lines.at(-1)]).toEqual([0, '2 passed, 0 failed']);
  });

  it('names a source that gives other bytes', () => {
    const { status, lines } = run({ dtb_sha256: 'another' });
    expect(lines).toContain('good.dts: gives other bytes');
    expect([status, lines.at(-1)]).toEqual([1, '0 passed, 1 failed']);
  });

  it('names a source that should be refused, and one that should not', () => {
    const { lines } = run({ kind: 'syntax-error' }, { file: 'bad.dts' });
    expect(lines[0]).toBe('good.dts: is not refused');
    expect(lines[1]).toMatch(/^bad\.dts: is refused: /);
  });

  it('finds what -i names', () => {
    expect(run({ file: 'includes.dts', flags: '-i there' }).lines.at(-1)).toBe('1 passed, 0 failed');
  });

  it('leaves out, by name, what needs a folder that is not there', () => {
    const { status, lines } = run({ file: 'includes.dts', flags: '-i gone' });
    expect(lines).toContainEqual(
      expect.stringMatching(/^includes\.dts: left out, there is no folder src\/gone/),
    );
    expect([status, ...lines.slice(-2)]).toEqual([0, '1 left out', '0 passed, 0 failed']);
  });

  it('compares outputs that should be the same, and what run_tests.sh expects of options', () => {
    const { lines } = run(
      { equals: ['good.dts with words'], expected_by_run_tests: [{ expect: 'error', flags: '-p 10' }] },
      { expected_by_run_tests: [{ expect: 'ok', flags: '-@ -R 2 -Hboth' }] },
    );
    expect(lines).toContain('good.dts: with -p 10, is not refused');
    expect(lines).toContain('1 same outputs compared');
    expect(lines.at(-1)).toBe('1 passed, 1 failed');
  });
});
