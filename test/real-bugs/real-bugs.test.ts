import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/lint/rules/index.ts';
import type { Rehearsal } from '../../src/project/rehearse/rehearsal.ts';
import { rehearsalFindings } from '../../src/project/rehearse/rehearsal-findings.ts';
import { capacityCatalogue } from '../../src/workload/rules/index.ts';
import type { Performed } from '../workload/booted-board.ts';
import { capacity } from './capacity.ts';
import { consumers } from './consumers.ts';
import type { Rebuilt } from './failure.ts';
import { firmware } from './firmware.ts';
import { form } from './form.ts';
import { leftOut } from './left-out.ts';
import { overlaps } from './overlaps.ts';
import { page } from './page.ts';
import { bootLog, changesOf, findingsOf, perform, readFixture, rehearsed, type Variant } from './rehearse.ts';

const documented = 114;
const rebuilt: readonly Rebuilt[] = [...overlaps, ...firmware, ...form, ...consumers, ...capacity];

/** Those whose workload says which pages cannot move. */
const pinned = rebuilt.flatMap((one) => {
  const { caught } = one;
  if (caught.by !== 'run' || !/^pinned:/m.test(readFixture(caught.workload))) return [];
  return [[one.bug, one, caught.workload, caught.says ?? expect.fail('says nothing')] as const];
});

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
        const { workload, says = /(?:)/, finds, passes = false } = caught;
        const was = rehearsed(asItWas, workload);
        const right = rehearsed(putRight, workload);
        expect(was.passes).toBe(passes);
        expect(sayings(was)).toMatch(says);
        expect(rulesOf(was)).toEqual(finds);

        expect(right.passes).toBe(true);
        if (caught.says !== undefined) expect(sayings(right)).not.toMatch(says);
        expect(rulesOf(right).filter((id) => finds.includes(id))).toEqual([]);
        break;
      }
      case 'diff': {
        const { before, node, aspect, from, to } = caught;
        const aspects = changesOf(asItWas, before).flatMap((change) =>
          change.new?.path === node ? change.aspects : [],
        );
        expect(aspects).toContainEqual({ aspect, from, to });
        expect(changesOf(putRight, before)).toEqual([]);
        break;
      }
      case 'address': {
        const { workload, id, alignment } = caught;
        expect(addressOf(perform(asItWas, workload), id) % alignment).not.toBe(0n);
        expect(addressOf(perform(putRight, workload), id) % alignment).toBe(0n);
        break;
      }
    }
  });

  it.each(pinned)('#%i is due to pages that cannot move, and to nothing else', (_, one, workload, says) => {
    const free = rehearsed({ ...one, isFixed: false }, workload, { ranges: [] });
    expect(free.passes).toBe(true);
    expect(sayings(free)).not.toMatch(says);
  });

  it.each(rebuilt.map((one) => [one.bug, one] as const))('#%i, put right, has no other mistake', (_, one) => {
    const found = findingsOf({ ...one, isFixed: true }).filter(({ severity }) => severity !== 'info');
    expect(found.map(({ message }) => message)).toEqual([]);
  });

  it('are each caught or left out', () => {
    const numbers = [...rebuilt, ...leftOut].map(({ bug }) => bug).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: documented }, (_, index) => index + 1));
    expect(rebuilt.length).toBeGreaterThanOrEqual(89);
  });

  it('have no board that no test reads', () => {
    const boards = readdirSync(new URL('../../fixtures/real-bugs/', import.meta.url)).filter((file) =>
      file.endsWith('.dts'),
    );
    const read = rebuilt
      .flatMap(({ board, caught }) => (caught.by === 'diff' ? [board, caught.before] : [board]))
      .filter((board) => board.endsWith('.dts'));
    expect(boards.sort()).toEqual(read.sort());
  });

  it.each(catalogue.map((rule) => [rule.id, rule] as const))('name %s where it tells of them', (id, rule) => {
    const told = rebuilt.filter(
      ({ caught, also = [] }) => (caught.by === 'rule' && caught.id === id) || also.includes(id),
    );
    expect(rule.evidence).toEqual(told.map(({ bug }) => bug));
  });

  it.each(capacityCatalogue)('name $id where it tells of their workloads', ({ id, evidence }) => {
    const told = rebuilt.filter(({ caught }) => caught.by === 'run' && caught.finds.includes(id));
    expect(evidence).toEqual(told.map(({ bug }) => bug));
  });

  it('are listed in docs/real-bugs.md', async () => {
    await expect(page(rebuilt, leftOut)).toMatchFileSnapshot('../../docs/real-bugs.md');
  });
});

/** What the first failure says, and the kernel's log, in all settings. */
function sayings({ cells }: Rehearsal): string {
  const said = cells.flatMap(({ result }) => [
    result?.firstFailure?.failure.message ?? '',
    ...(result?.log ?? []).map(({ text }) => text),
  ]);
  return said.join('\n');
}

/** Ids of the rules about capacity that tell of it, each once. */
function rulesOf(rehearsal: Rehearsal): readonly string[] {
  return [...new Set(rehearsalFindings(rehearsal).map(({ rule }) => rule))].sort();
}

function addressOf({ trace }: Performed, id: string): bigint {
  const { dma } = trace.find((line) => line.id === id) ?? {};
  return dma === undefined ? expect.fail(`${id} was not allocated`) : BigInt(dma);
}
