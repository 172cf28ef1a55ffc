import { readDtb } from '../../src/fdt/read-dtb.ts';
import { type CompiledTree, type CompileOptions, compileTree } from '../../src/project/compile-tree.ts';
import { decompileBlob } from '../../src/project/decompile-tree.ts';
import { Project } from '../../src/project/project.ts';
import { openTreeInput, type TreeInput } from '../../src/project/tree-input.ts';
import type { Problem } from '../../src/source/problem.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { checkLossless } from './check-lossless.ts';
import { checkParsers } from './check-parsers.ts';
import { checkProblems } from './check-problems.ts';
import { type Failure, failureOfException } from './failure.ts';
import type { FuzzInput } from './fuzz-input.ts';
import { openFiles } from './open-files.ts';
import { outlineOf } from './outline.ts';
import { rehearse } from './rehearse.ts';

/** Sends an input through everything, and says what should not have come of it; never throws. */
export function execute(input: FuzzInput): Failure | undefined {
  try {
    return checkLossless(input) ?? check(input);
  } catch (fault) {
    return failureOfException(fault);
  }
}

function check(input: FuzzInput): Failure | undefined {
  const { project, input: main } = openFiles(input.files, input.main);
  if ('severity' in main) return checkProblems([main], { needPlace: false });
  const overlays = input.overlays.map((path) => openTreeInput(project.files, path));
  const refused = overlays.filter((overlay): overlay is Problem => 'severity' in overlay);
  if (refused.length > 0) return checkProblems(refused, { needPlace: false });

  const options = { project, symbols: input.symbols, overlays: overlays as readonly TreeInput[] };
  const compiled = compileTree(main, options);
  return (
    checkProblems(compiled.problems) ??
    checkVerdict(compiled) ??
    // Mistakes are repaired, which takes its time: test/grammar/plain/ has texts with some.
    (compiled.problems.some(isError) ? undefined : checkParsers(input)) ??
    (compiled.blob !== undefined && isOfSources(input) ? checkOwnBlob(compiled.blob) : undefined) ??
    checkAgain(main, options, compiled) ??
    (main.kind === 'blob' ? checkForeignBlob(main.bytes) : undefined) ??
    (input.rehearse === undefined ? undefined : rehearse(main, options, input.rehearse))
  );
}

/** A blob may have what no source may: names, phandles, a `name` property. */
function isOfSources({ main, overlays }: FuzzInput): boolean {
  return [main, ...overlays].every((path) => /\.dtso?$/.test(path));
}

/** A blob where there are no errors, none where there are. */
function checkVerdict({ blob, problems }: CompiledTree): Failure | undefined {
  const hasErrors = problems.some(isError);
  if (blob === undefined && !hasErrors) return { signature: 'no blob and no error', detail: '' };
  if (blob !== undefined && hasErrors) return { signature: 'a blob in spite of errors', detail: '' };
  return undefined;
}

/** What we write, we read without a fault, and its source gives the same bytes. */
function checkOwnBlob(blob: Uint8Array): Failure | undefined {
  const [fault] = readDtb('own.dtb', blob).problems.filter(isError);
  if (fault !== undefined)
    return { signature: `our own blob is refused: ${fault.code}`, detail: fault.message };

  const { dts, problems } = decompileBlob('own.dtb', blob);
  const unsound = checkProblems(problems);
  if (unsound !== undefined) return unsound;
  if (dts === undefined) return { signature: 'our own blob is not decompiled', detail: '' };

  const again = compileText(dts, { bootCpu: new DataView(blob.buffer, blob.byteOffset).getUint32(28) });
  if (again.blob !== undefined && Buffer.compare(again.blob, blob) === 0) return undefined;
  const [error] = again.problems.filter(isError);
  return {
    signature: `decompiled, it compiles to other bytes${error === undefined ? '' : `: ${error.code}`}`,
    detail: `${error?.message ?? ''}\n${dts}`,
  };
}

/** A second compilation has what the first one read and parsed at hand, and must come to the same. */
function checkAgain(main: TreeInput, options: CompileOptions, first: CompiledTree): Failure | undefined {
  const second = compileTree(main, options);
  const isSame =
    second.problems.length === first.problems.length &&
    (first.blob === undefined) === (second.blob === undefined) &&
    Buffer.compare(first.blob ?? new Uint8Array(), second.blob ?? new Uint8Array()) === 0;
  return isSame ? undefined : { signature: 'compiled again, it comes to something else', detail: '' };
}

/** The source of a blob that we take has the blob's tree. */
function checkForeignBlob(bytes: Uint8Array): Failure | undefined {
  const { tree, problems: faults } = readDtb('foreign.dtb', bytes);
  const { dts, problems } = decompileBlob('foreign.dtb', bytes);
  const unsound = checkProblems(problems);
  if (unsound !== undefined) return unsound;
  if (tree === undefined || faults.some(isError)) {
    return dts === undefined ? undefined : { signature: 'a faulty blob is decompiled', detail: '' };
  }
  if (dts === undefined) return { signature: 'a sound blob is not decompiled', detail: '' };

  const compiled = compileText(dts, { bootCpu: tree.bootCpu });
  // What a blob may have and no source, the warning has told.
  if (problems.some(({ message }) => /no source (?:may|can)/.test(message))) return undefined;
  if (compiled.blob === undefined) return sourceOfBlobRefused(compiled);
  const again = readDtb('again.dtb', compiled.blob).tree;
  const isSame = again !== undefined && outlineOf(again) === outlineOf(tree);
  return isSame ? undefined : { signature: "a blob's source has another tree", detail: dts };
}

function sourceOfBlobRefused({ problems }: CompiledTree): Failure {
  const [error] = problems.filter(isError);
  return { signature: `a blob's source is refused: ${error?.code}`, detail: error?.message ?? '' };
}

function compileText(dts: string, options: CompileOptions): CompiledTree {
  const file = new SourceFile('decompiled.dts', dts);
  return compileTree({ kind: 'source', file }, { ...options, project: new Project() });
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}
