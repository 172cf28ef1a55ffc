import type { RehearsedCell } from '../project/rehearse/rehearsal.ts';
import type { Problem } from '../source/problem.ts';
import type { ExplainTarget, RunResult } from '../workload/run-result.ts';
import { exitCode } from './exit-code.ts';
import type { OutputArguments } from './options/output-options.ts';
import { deliver, outputTerminal } from './output.ts';
import { sayProblems } from './read-board.ts';
import { kernelLines } from './run-formats.ts';

/** What `--explain` names: an operation by its number, or a buffer. */
export function explainTarget(written: string | undefined): ExplainTarget | undefined {
  if (written === undefined) return undefined;
  return /^\d{1,15}$/.test(written)
    ? { kind: 'operation', operation: Number(written) }
    : { kind: 'buffer', buffer: written };
}

/** Prints the tests that the kernel made in one operation; where there is no such operation, that, with the exit code. */
export async function explainRun(
  target: string,
  { kernel, result }: RehearsedCell,
  args: OutputArguments & { readonly format: string },
): Promise<void> {
  if (kernel === undefined || result === undefined) return;
  if (result.explained === undefined) {
    await sayProblems([notThere(target, result)], args);
    process.exitCode = exitCode.unusable;
    return;
  }
  if (args.format === 'json') {
    const { bootKernelJson } = await import('../report/boot-json.ts');
    const { runExplainJson } = await import('../report/run-explain-json.ts');
    deliver(runExplainJson(result.explained, { kernel: bootKernelJson(kernel) }), args);
    return;
  }
  const { runExplainText } = await import('../report/run-explain-text.ts');
  const kernelText = await kernelLines();
  const options = { terminal: outputTerminal(args), kernel: kernelText(kernel) };
  deliver(runExplainText(result.explained, options), args);
}

function notThere(target: string, { operations }: RunResult): Problem {
  const isNumber = /^\d+$/.test(target);
  const range =
    operations === 0 ? 'it performs none' : operations === 1 ? 'there is 1' : `there are 1 to ${operations}`;
  const message = isNumber
    ? `There is no operation ${target}: ${range}.`
    : `No operation gives or uses the id \`${target}\`: of the operations ${range}.`;
  const help = '`--trace FILE` writes each operation, in this order, with its id.';
  return { severity: 'error', code: 'explain-unknown', message, help };
}
