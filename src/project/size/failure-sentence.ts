import { formatBytes, hexBytes } from '../../memory/quantity.ts';
import type { ExpectationResult, RunResult } from '../../workload/run-result.ts';
import type { CellSearch } from './search-sizes.ts';
import type { TrialRun } from './trial-board.ts';

/** Why a run does not pass, as a sentence without its full stop; undefined: it does. */
export function failureSentence(
  run: Pick<TrialRun, 'result' | 'demand'>,
  search: CellSearch,
): string | undefined {
  const { result, demand } = run;
  if (search.passes(run)) return undefined;
  const own = result.passes ? undefined : ownFailure(result);
  if (own !== undefined) return own;

  const spilled = search.spilled(demand);
  const { firstSpilled } = demand;
  if (spilled === 0 || firstSpilled === undefined) return 'the workload does not pass';
  const { device, buffer, size } = firstSpilled;
  const others = spilled === 1 ? '' : `, the first of ${spilled}`;
  return `the area has no room for \`${buffer}\` of ${device}, ${formatBytes(size)}${others}: it comes from the page allocator`;
}

function ownFailure({ panicked, firstFailure, failedCall, expectations }: RunResult): string | undefined {
  if (panicked !== undefined) return `the kernel panics: ${panicked.text}`;
  if (firstFailure !== undefined && !firstFailure.expected) {
    const { operation, buffer, device, size, failure } = firstFailure;
    return `operation ${operation}, \`${buffer}\` of ${device}, ${hexBytes(size)}: ${withoutStop(failure.message)}`;
  }
  if (failedCall !== undefined && !failedCall.expected)
    return `operation ${failedCall.operation}, ${failedCall.name} of ${failedCall.device}: ${withoutStop(failedCall.why)}`;
  const broken = expectations.find(({ holds }) => !holds);
  return broken === undefined ? undefined : brokenSentence(broken);
}

function brokenSentence(result: ExpectationResult): string {
  if (result.kind === 'step') {
    const { file, start } = result.place;
    const { line } = file.lineColumn(start);
    const what = result.difference ?? `${result.firstViolation ?? 0} of ${result.allocations} fail`;
    return `${file.path}:${line} expects it otherwise: ${what}`;
  }
  const { expectation } = result;
  return expectation.kind === 'pool'
    ? `it expects ${expectation.measure} ${expectation.written}, and that is not so`
    : `its expectation of ${expectation.kind} is not met`;
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
