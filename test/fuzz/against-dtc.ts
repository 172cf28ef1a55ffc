import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compileTree } from '../../src/project/compile-tree.ts';
import type { Failure } from './failure.ts';
import type { FuzzInput } from './fuzz-input.ts';
import { openFiles } from './open-files.ts';

let scratch: string | undefined;

/** Whether cpp and dtc answer. */
export function hasDtc(): boolean {
  return ['cpp', 'dtc'].every(
    (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error === undefined,
  );
}

/** Holds what we make of a source against what the installed cpp and dtc make of it: accepted or refused, and the bytes. */
export function againstDtc(input: FuzzInput): Failure | undefined {
  if (input.overlays.length > 0 || !/\.(dts|dtso)$/.test(input.main)) return undefined;
  const { project, input: main } = openFiles(input.files, input.main);
  if ('severity' in main || main.kind !== 'source') return undefined;
  // What an older dtc cannot do, and what dtc warns of while cpp does not.
  if ([...input.files.values()].some((bytes) => /&\{[^/}]|\0/.test(Buffer.from(bytes).toString('latin1'))))
    return undefined;

  const ours = compileTree(main, { project, symbols: input.symbols });
  const theirs = reference(input);
  if (theirs === undefined) return undefined;
  const [error] = ours.problems.filter(({ severity }) => severity === 'error');
  if (ours.blob === undefined) {
    if (theirs.blob === undefined) return undefined;
    return { signature: `dtc takes it: ${error?.code}`, detail: error?.message ?? '' };
  }
  if (theirs.blob === undefined)
    return { signature: `dtc refuses it: ${complaint(theirs.message)}`, detail: theirs.message };
  return Buffer.compare(ours.blob, theirs.blob) === 0
    ? undefined
    : { signature: 'dtc writes other bytes', detail: theirs.message };
}

/** Undefined where one of the two was ended for taking too long. */
function reference(
  input: FuzzInput,
): { readonly blob: Buffer | undefined; readonly message: string } | undefined {
  scratch ??= mkdtempSync(join(tmpdir(), 'carveout-fuzz-'));
  const folder = join(scratch, 'input');
  rmSync(folder, { recursive: true, force: true });
  for (const [path, bytes] of input.files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  const main = join(folder, input.main);
  const arch = input.main.split('/').slice(0, 2).join('/');
  const includes = [dirname(main), join(folder, 'include'), join(folder, arch), join(folder, 'src')];
  const run = { cwd: folder, timeout: 5000, maxBuffer: 1 << 26 };
  const options = ['-nostdinc', '-undef', '-D__DTS__', '-x', 'assembler-with-cpp'];
  const cpp = spawnSync('cpp', [...options, ...includes.flatMap((each) => ['-I', each]), main], run);
  if (cpp.status === null) return undefined;
  if (cpp.status !== 0) return { blob: undefined, message: `cpp: ${cpp.stderr}` };

  const flags = [
    '-q',
    '-q',
    '-I',
    'dts',
    '-O',
    'dtb',
    '-i',
    dirname(main),
    ...(input.symbols ? ['-@'] : []),
    '-',
  ];
  const dtc = spawnSync('dtc', flags, { ...run, input: cpp.stdout });
  if (dtc.status === null && dtc.signal === 'SIGTERM') return undefined;
  if (dtc.status !== 0) return { blob: undefined, message: `dtc: ${dtc.stderr}` };
  return { blob: dtc.stdout, message: `${dtc.stderr}` };
}

/** The kind of error that cpp or dtc tells, without places and names. */
function complaint(message: string): string {
  const line = message.split('\n').find((each) => /error|fatal/i.test(each)) ?? message;
  return line
    .replace(/^.*?(?:error|ERROR|Error|FATAL ERROR)\b/, 'error')
    .replace(/[^\s:]*input\/\S*/g, '')
    .replace(/["'`][^"'`]*["'`]|\d+|\/\S*/g, '_')
    .slice(0, 80);
}
