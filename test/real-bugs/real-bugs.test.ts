import { describe, expect, it } from 'vitest';
import { ruleById } from '../../src/lint/rules/index.ts';
import type { Performed } from '../workload/booted-board.ts';
import { capacity } from './capacity.ts';
import { consumers } from './consumers.ts';
import type { Rebuilt } from './failure.ts';
import { firmware } from './firmware.ts';
import { form } from './form.ts';
import { overlaps } from './overlaps.ts';
import { bootLog, findingsOf, run } from './rehearse.ts';

const rebuilt: readonly Rebuilt[] = [...overlaps, ...firmware, ...form, ...consumers, ...capacity];

describe('documented failures', () => {
  it.each(rebuilt.map((one) => [one.bug, one.board, one] as const))('#%i: %s', (_, __, one) => {
    const { caught } = one;
    const asItWas = { ...one, isFixed: false };
    const putRight = { ...one, isFixed: true };

    switch (caught.by) {
      case 'rule': {
        expect(ruleById(caught.id)?.id).toBe(caught.id);
        const found = findingsOf(asItWas, caught.id);
        expect(found.map(({ node, severity }) => `${severity}: ${node}`)).toContain(
          `${caught.severity}: ${caught.node}`,
        );
        expect(findingsOf(putRight, caught.id).map(({ message }) => message)).toEqual([]);
        break;
      }
      case 'boot': {
        expect(bootLog(asItWas).join('\n')).toMatch(caught.log);
        expect(bootLog(putRight).join('\n')).not.toMatch(caught.log);
        break;
      }
      case 'run': {
        const was = run(asItWas, caught.workload);
        expect(was.result.passes).toBe(false);
        expect(sayings(was)).toMatch(caught.failure);
        expect(run(putRight, caught.workload).result.firstFailure?.failure.message).toBeUndefined();
        break;
      }
      case 'address': {
        const { workload, id, alignment } = caught;
        expect(addressOf(run(asItWas, workload), id) % alignment).not.toBe(0n);
        expect(addressOf(run(putRight, workload), id) % alignment).toBe(0n);
        break;
      }
    }
  });
});

/** What the first failure says, and the kernel's log. */
function sayings({ result, trace }: Performed): string {
  return [result.firstFailure?.failure.message, ...trace.flatMap(({ log = [] }) => log)].join('\n');
}

function addressOf({ trace }: Performed, id: string): bigint {
  const { dma } = trace.find((line) => line.id === id) ?? {};
  return dma === undefined ? expect.fail(`${id} was not allocated`) : BigInt(dma);
}
