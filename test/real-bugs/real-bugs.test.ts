import { describe, expect, it } from 'vitest';
import { ruleById } from '../../src/lint/rules/index.ts';
import type { Rebuilt } from './failure.ts';
import { firmware } from './firmware.ts';
import { form } from './form.ts';
import { overlaps } from './overlaps.ts';
import { bootLog, findingsOf, run } from './rehearse.ts';

const rebuilt: readonly Rebuilt[] = [...overlaps, ...firmware, ...form];

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
        expect(was.passes).toBe(false);
        expect(was.firstFailure?.failure.message).toMatch(caught.failure);
        expect(run(putRight, caught.workload).passes).toBe(true);
        break;
      }
    }
  });
});
