import type { Program } from '../program.ts';
import { toleratedFailures } from '../run-totals.ts';
import type { Workload } from '../workload.ts';

/** Whether each instruction's allocations are all needed: one that fails makes the workload fail. */
export function neededSteps(workload: Workload): (instruction: number, program: Program) => boolean {
  const isNeededUnsaid = toleratedFailures(workload) === 0;
  return (instruction, { stated, expectedFailures }) =>
    stated[instruction] === 1 ? expectedFailures[instruction] === 0 : isNeededUnsaid;
}

/**
 * Whether the workload limits what of a pool lies free in which pieces, as a share of what is free or of the pool: then a larger pool
 * may be worse, though every buffer lies at the same place.
 */
export function isUneven({ expectations }: Workload): boolean {
  return expectations.some((expectation) => {
    if (expectation.kind !== 'pool') return false;
    const { measure, limit } = expectation;
    return !evenMeasures.has(measure) || (measure === 'largestHole' && limit.kind === 'share');
  });
}

const evenMeasures: ReadonlySet<string> = new Set(['peak', 'headroom', 'waste', 'largestHole']);
