import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type CompiledTree, type CompileOptions, compileTree } from '../../../src/project/compile-tree.ts';
import { decompileBlob } from '../../../src/project/decompile-tree.ts';
import { Project } from '../../../src/project/project.ts';
import { openTreeInput } from '../../../src/project/tree-input.ts';
import type { Problem } from '../../../src/source/problem.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { compileOptionsOf } from './dtc-flags.ts';
import type { Suite, SuiteEntry } from './manifest.ts';

/** What a comparison is about. */
export type ComparisonKind =
  | 'bytes'
  | 'refusals'
  | 'forced bytes'
  | 'same outputs'
  | 'round trips'
  | 'run_tests';

export interface Comparison {
  readonly kind: ComparisonKind;
  /** What differs, in a sentence; undefined where nothing does. */
  readonly difference: string | undefined;
}

/** What came of one source. */
export interface CheckedSource {
  readonly comparisons: readonly Comparison[];
  /** Why the source itself cannot be compared: what it includes is not in the suite's folder. */
  readonly leftOut: string | undefined;
}

/** Holds one source of dtc's tests against what dtc 1.8.1 makes of it. */
export function checkSource(suite: Suite, entry: SuiteEntry): CheckedSource {
  const sources = join(suite.folder, 'src');
  const options = compileOptionsOf(entry.flags, sources) ?? {};
  const compiled = compile(sources, entry.file, options);
  const leftOut = whatIsMissing(compiled, options, sources);
  const isAccepted = entry.kind === 'ok' || entry.kind === 'check-warn';

  const comparisons: Comparison[] = [];
  const compare = (kind: ComparisonKind, difference: string | undefined): void => {
    comparisons.push({ kind, difference });
  };
  if (leftOut === undefined && isAccepted) {
    compare('bytes', differenceOfBytes(compiled, entry.dtb_sha256));
    compare('round trips', differenceOfRoundTrip(compiled));
  }
  if (!isAccepted) {
    compare('refusals', differenceOfRefusal(compiled));
    if (entry.dtb_sha256 !== undefined) {
      const forced = compile(sources, entry.file, { ...options, force: true });
      compare('forced bytes', sameBytes(forced, entry.dtb_sha256));
    }
  }
  for (const other of sameOutputs(suite, entry)) {
    compare('same outputs', sameBytes(compile(sources, other, options), entry.dtb_sha256, other));
  }
  for (const { expect, flags } of entry.expected_by_run_tests) {
    const wanted = compileOptionsOf(flags, sources);
    if (wanted === undefined || expect === 'check' || expect === 'check-not') continue;
    const again = compile(sources, entry.file, wanted);
    if (expect !== 'ok') compare('run_tests', about(flags, differenceOfRefusal(again)));
    else if (leftOut === undefined) compare('run_tests', about(flags, firstError(again)));
  }
  return { comparisons, leftOut };
}

function compile(sources: string, file: string, options: CompileOptions): CompiledTree {
  const project = new Project({ workingFolder: sources });
  const input = openTreeInput(project.files, join(sources, file));
  if ('severity' in input) return { blob: undefined, problems: [input], dependencies: [] };
  return compileTree(input, { ...options, project });
}

/** A folder that `-i` names and that is not there, where the source needs it. */
function whatIsMissing(
  { problems }: CompiledTree,
  { includeFolders = [] }: CompileOptions,
  sources: string,
): string | undefined {
  const folder = includeFolders.find((each) => !existsSync(each));
  const missing = problems.find(({ code }) => code === 'include-not-found');
  if (folder === undefined || missing === undefined) return undefined;
  return `there is no folder src/${relative(sources, folder)}: ${missing.message}`;
}

/** Those whose expected bytes are the same; trees that are equal but for their order are not. */
function sameOutputs({ entries }: Suite, entry: SuiteEntry): readonly string[] {
  const named = (entry.equals ?? []).flatMap((sentence) => sentence.match(/[\w-]+\.dts\b/g) ?? []);
  const same = entries.filter(({ dtb_sha256 }) => dtb_sha256 === entry.dtb_sha256);
  return [...new Set(same.map(({ file }) => file).filter((file) => named.includes(file)))];
}

function differenceOfBytes(compiled: CompiledTree, sha256: string | undefined): string | undefined {
  return firstError(compiled) ?? sameBytes(compiled, sha256);
}

function firstError({ problems }: CompiledTree): string | undefined {
  const error = problems.find(isError);
  return error === undefined ? undefined : `is refused: ${error.message}`;
}

function sameBytes({ blob }: CompiledTree, sha256: string | undefined, other?: string): string | undefined {
  const of = other === undefined ? '' : ` from ${other}`;
  if (blob === undefined) return `gives no blob${of}`;
  const ours = createHash('sha256').update(blob).digest('hex');
  return ours === sha256 ? undefined : `gives other bytes${of}`;
}

function differenceOfRefusal({ problems }: CompiledTree): string | undefined {
  const errors = problems.filter(isError);
  if (errors.length === 0) return 'is not refused';
  const placeless = errors.find(({ place }) => place === undefined);
  return placeless === undefined ? undefined : `is refused without a place: ${placeless.message}`;
}

function differenceOfRoundTrip({ blob }: CompiledTree): string | undefined {
  if (blob === undefined) return 'gives no blob to decompile';
  const { dts } = decompileBlob('blob', blob);
  if (dts === undefined) return 'gives a blob that cannot be decompiled';
  const bootCpu = new DataView(blob.buffer, blob.byteOffset).getUint32(28);
  const again = compileTree({ kind: 'source', file: new SourceFile('decompiled', dts) }, { bootCpu }).blob;
  const isSame = again !== undefined && Buffer.compare(again, blob) === 0;
  return isSame ? undefined : 'compiles to other bytes once it is decompiled';
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

function about(flags: string, difference: string | undefined): string | undefined {
  if (difference === undefined) return undefined;
  return flags === '' ? difference : `with ${flags}, ${difference}`;
}
