import type { Rehearsal } from '../project/rehearse/rehearsal.ts';
import type { RunResult } from '../workload/run-result.ts';
import { plural } from './labelled-lines.ts';

/** The one word that says what came of a workload. */
export function verdictWord({
  passes,
  stopped,
  panicked,
}: RunResult): 'PASSES' | 'PANICS' | 'FAILS' | 'STOPPED' {
  if (passes) return 'PASSES';
  if (panicked !== undefined) return 'PANICS';
  return stopped === undefined ? 'FAILS' : 'STOPPED';
}

/** The same over all settings; of one alone its own word. */
export function rehearsalWord({ passes, cells }: Rehearsal): ReturnType<typeof verdictWord> {
  const [only] = cells;
  const result = cells.length === 1 ? only?.result : undefined;
  if (passes) return 'PASSES';
  return result === undefined || result.passes ? 'FAILS' : verdictWord(result);
}

/** The verdict's reason in a few words: `7 of 40 allocations fail`. */
export function verdictSentence(result: RunResult): string {
  const broken = result.expectations.filter(({ holds }) => !holds).length;
  const reason =
    broken > 0 && result.unexpectedFailures === 0 ? `; ${plural(broken, 'expectation')} not met` : '';
  return `${describeOutcome(result)}${reason}`;
}

function describeOutcome(result: RunResult): string {
  const failedCalls = result.calls.reduce((sum, call) => sum + call.failed, 0);
  const allocations = describeAllocations(result);
  if (failedCalls === 0) return allocations;
  const calls = `${failedCalls} other ${failedCalls === 1 ? 'operation fails' : 'operations fail'}`;
  return `${allocations}; ${calls}${result.unexpectedFailures === 0 && result.failed === 0 ? ', as expected' : ''}`;
}

function describeAllocations({ succeeded, failed, unexpectedFailures }: RunResult): string {
  const tried = plural(succeeded + failed, 'allocation');
  if (succeeded + failed === 0) return 'nothing is allocated';
  if (failed === 0) return succeeded === 1 ? 'its allocation succeeds' : `all ${tried} succeed`;
  return `${failed} of ${tried} ${failed === 1 ? 'fails' : 'fail'}${unexpectedFailures === 0 ? ', as expected' : ''}`;
}
