import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/lint/rules/index.ts';
import type { Performed } from '../workload/booted-board.ts';
import { capacity } from './capacity.ts';
import { consumers } from './consumers.ts';
import type { Rebuilt } from './failure.ts';
import { firmware } from './firmware.ts';
import { form } from './form.ts';
import { leftOut } from './left-out.ts';
import { overlaps } from './overlaps.ts';
import { page } from './page.ts';
import { bootLog, findingsOf, run, type Variant } from './rehearse.ts';

const documented = 114;
const rebuilt: readonly Rebuilt[] = [...overlaps, ...firmware, ...form, ...consumers, ...capacity];

describe('documented failures', () => {
  it.each(rebuilt.map((one) => [one.bug, one.board, one] as const))('#%i: %s', (_, __, one) => {
    const { caught, also = [] } = one;
    const asItWas: Variant = { ...one, isFixed: false };
    const putRight: Variant = { ...one, isFixed: true };

    switch (caught.by) {
      case 'rule': {
        const found = findingsOf(asItWas);
        expect(found.map(({ rule, node, severity }) => `${severity} ${rule} ${node}`)).toContain(
          `${caught.severity} ${caught.id} ${caught.node}`,
        );
        expect(found.map(({ rule }) => rule)).toEqual(expect.arrayContaining([...also]));
        expect(findingsOf(putRight).filter(({ rule }) => rule === caught.id)).toEqual([]);
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

  it.each(rebuilt.map((one) => [one.bug, one] as const))('#%i, put right, has no other mistake', (_, one) => {
    const found = findingsOf({ ...one, isFixed: true }).filter(({ severity }) => severity !== 'info');
    expect(found.map(({ message }) => message)).toEqual([]);
  });

  it('are each caught or left out', () => {
    const numbers = [...rebuilt, ...leftOut].map(({ bug }) => bug).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: documented }, (_, index) => index + 1));
    expect(rebuilt.length).toBeGreaterThanOrEqual(70);
  });

  it('have no board that no test reads', () => {
    const boards = readdirSync(new URL('../../fixtures/real-bugs/', import.meta.url)).filter((file) =>
      file.endsWith('.dts'),
    );
    const read = rebuilt.map(({ board }) => board).filter((board) => board.endsWith('.dts'));
    expect(boards.sort()).toEqual(read.sort());
  });

  it.each(catalogue.map((rule) => [rule.id, rule] as const))('name %s where it tells of them', (id, rule) => {
    const told = rebuilt.filter(
      ({ caught, also = [] }) => (caught.by === 'rule' && caught.id === id) || also.includes(id),
    );
    expect(rule.evidence).toEqual(told.map(({ bug }) => bug));
  });

  it('are listed in docs/real-bugs.md', async () => {
    await expect(page(rebuilt, leftOut)).toMatchFileSnapshot('../../docs/real-bugs.md');
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
