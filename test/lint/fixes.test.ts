import { describe, expect, it } from 'vitest';
import { applyTextEdits } from '../../grammar/lossless/text-edit.ts';
import type { LintInput } from '../../src/lint/board-facts.ts';
import type { Fix } from '../../src/lint/finding.ts';
import { lint } from '../../src/lint/lint.ts';
import type { Rule } from '../../src/lint/rule.ts';
import { cmaAlignment } from '../../src/lint/rules/cma-alignment.ts';
import { misspeltProperty } from '../../src/lint/rules/misspelt-property.ts';
import { overlayNodeNotApplied } from '../../src/lint/rules/overlay-node-not-applied.ts';
import { regAndSize } from '../../src/lint/rules/reg-and-size.ts';
import { reservedRootCells } from '../../src/lint/rules/reserved-root-cells.ts';
import { sizeLooksLikeEnd } from '../../src/lint/rules/size-looks-like-end.ts';
import { statusReservedRegion } from '../../src/lint/rules/status-reserved-region.ts';
import { unitAddressMismatch } from '../../src/lint/rules/unit-address-mismatch.ts';
import { boardFromText } from '../helpers/board.ts';
import { arm64, reserved } from './rule-test.ts';

interface FixedCase {
  readonly name: string;
  readonly rule: Rule;
  readonly dts: string;
  /** What stands in the text before, and after: all else stays. */
  readonly changes: readonly (readonly [before: string, after: string])[];
  readonly isSafe: boolean;
}

const pool = (reg: string): string =>
  reserved(`a: a@90100000 { compatible = "shared-dma-pool"; reg = <${reg}>; reusable; };`);

const cases: readonly FixedCase[] = [
  {
    name: 'names a node as its reg says',
    rule: unitAddressMismatch,
    dts: reserved('a@90000000 { reg = <0x91000000 0x1000>; };'),
    changes: [['a@90000000', 'a@91000000']],
    isSafe: true,
  },
  {
    name: 'names a node wherever it is written, but for its label',
    rule: unitAddressMismatch,
    dts: `${reserved('a: lost { reg = <0x91000000 0x1000>; };')} / { reserved-memory { lost { no-map; }; }; }; &a { x; };`,
    changes: [
      ['a: lost', 'a: lost@91000000'],
      ['{ lost { no-map', '{ lost@91000000 { no-map'],
    ],
    isSafe: true,
  },
  {
    name: 'keeps the width and the case of a number',
    rule: cmaAlignment,
    dts: pool('0x90200000 0x00A00000').replaceAll('90100000', '90200000').replace('A00000', 'B00000'),
    changes: [['0x00B00000', '0x00C00000']],
    isSafe: true,
  },
  {
    name: 'enlarges a CMA pool where the memory behind it is free',
    rule: cmaAlignment,
    dts: pool('0x90200000 0x300000'),
    changes: [['0x300000', '0x400000']],
    isSafe: true,
  },
  {
    name: "moves a CMA pool's base down, and its unit address with it",
    rule: cmaAlignment,
    dts: pool('0x90100000 0x100000'),
    changes: [
      ['a@90100000', 'a@90000000'],
      ['<0x90100000 0x100000', '<0x90000000 0x200000'],
    ],
    isSafe: true,
  },
  {
    name: 'rounds the size of a dynamic pool up, in the cell that changes',
    rule: cmaAlignment,
    dts: `/dts-v1/; / { #address-cells = <2>; #size-cells = <2>; reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
      a { compatible = "shared-dma-pool"; size = <0x1 0x4c0000>; reusable; }; }; };`,
    changes: [['0x4c0000', '0x600000']],
    isSafe: true,
  },
  {
    name: 'writes what /reserved-memory lacks, a line each',
    rule: reservedRootCells,
    dts: '/dts-v1/;\n/ {\n\t#address-cells = <1>;\n\t#size-cells = <1>;\n\n\treserved-memory {\n\t\t#size-cells = <1>;\n\t};\n};\n',
    changes: [['memory {\n', 'memory {\n\t\t#address-cells = <1>;\n\t\tranges;\n']],
    isSafe: true,
  },
  {
    name: 'writes ranges on the line that the node has',
    rule: reservedRootCells,
    dts: '/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; reserved-memory { #address-cells = <1>; #size-cells = <1>; }; };',
    changes: [['reserved-memory {', 'reserved-memory { ranges;']],
    isSafe: true,
  },
  {
    name: 'removes a size that says what reg says, with its line',
    rule: regAndSize,
    dts: reserved('a@90000000 {\n\t\t\treg = <0x90000000 0x1000>;\n\t\t\tsize = <0x1000>;\n\t\t};'),
    changes: [['\t\t\tsize = <0x1000>;\n', '']],
    isSafe: true,
  },
  {
    name: 'spells a property as Linux reads it',
    rule: misspeltProperty,
    dts: reserved('a@90000000 { reg = <0x90000000 0x1000>; no-mem; };'),
    changes: [['no-mem', 'no-map']],
    isSafe: false,
  },
  {
    name: 'writes a size in place of an end',
    rule: sizeLooksLikeEnd,
    dts: reserved('a@90000000 { reg = <0x90000000 0xa0000000>; };'),
    changes: [['0xa0000000', '0x10000000']],
    isSafe: false,
  },
  {
    name: 'spells a status as Linux reads it',
    rule: statusReservedRegion,
    dts: reserved('a@90000000 { reg = <0x90000000 0x1000>; status = "Okay"; };'),
    changes: [['"Okay"', '"okay"']],
    isSafe: false,
  },
  {
    name: "makes an overlay's block one of its target",
    rule: overlayNodeNotApplied,
    dts: '/dts-v1/; /plugin/;\n/ { a { }; };',
    changes: [['\n/ {', '\n&{/} {']],
    isSafe: false,
  },
];

describe('a fix', () => {
  it.each(cases)('$name', ({ rule, dts, changes, isSafe }) => {
    const [fix] = fixesOf(rule, dts);
    const fixed = applied(dts, fix);

    expect(fixed).toBe(changes.reduce((text, [before, after]) => text.replace(before, after), dts));
    expect(fix?.isSafe).toBe(isSafe);
    expect(findingsOf(rule, fixed)).toEqual([]);
  });

  it('ends its lines as the file does', () => {
    const dts = reserved('')
      .replace(/\s*ranges;/, '')
      .replaceAll('\n', '\r\n');
    const fixed = applied(dts, fixesOf(reservedRootCells, dts)[0]);
    expect(fixed).toContain('ranges;');
    expect(fixed).not.toMatch(/[^\r]\n/);
  });

  it.each([
    ['a value that a macro made', cmaAlignment, `#define SIZE 0x300000\n${pool('0x90200000 SIZE')}`],
    [
      'a CMA pool whose neighbour begins right behind it',
      cmaAlignment,
      reserved(`a { compatible = "shared-dma-pool"; reg = <0x90000000 0x300000>; reusable; };
        b@90300000 { reg = <0x90300000 0x1000>; };`),
    ],
    [
      'a name that a sibling has',
      unitAddressMismatch,
      reserved('a@90000000 { reg = <0x91000000 0x1000>; }; a@91000000 { reg = <0x91000000 0x1000>; };'),
    ],
    [
      'a name that is written as a path',
      unitAddressMismatch,
      `${reserved('a@90000000 { reg = <0x91000000 0x1000>; };')} &{/reserved-memory/a@90000000} { no-map; };`,
    ],
    [
      'a name that an alias writes as a path',
      unitAddressMismatch,
      `${reserved('a@90000000 { reg = <0x91000000 0x1000>; };')} / { aliases { a = "/reserved-memory/a@90000000"; }; };`,
    ],
    [
      'two nodes that one name made one',
      unitAddressMismatch,
      `${reserved('a: m@90000000 { no-map; };')} / { reserved-memory { b: m@90000000 { reg = <0x91000000 0x1000>; }; }; };`,
    ],
    [
      'a region that an override moved',
      unitAddressMismatch,
      `${reserved('a: a@90000000 { reg = <0x90000000 0x1000>; };')} &a { reg = <0x91000000 0x1000>; };`,
    ],
    [
      'cell counts that differ, which the regions are written with',
      reservedRootCells,
      reserved('').replace(/(reserved-memory \{\s*#address-cells = )<1>/, '$1<2>'),
    ],
    [
      'a size that says otherwise than reg',
      regAndSize,
      reserved('a@90000000 { reg = <0x90000000 0x1000>; size = <0x2000>; };'),
    ],
  ])('is not offered for %s', (_, rule, dts) => {
    const findings = findingsOf(rule, dts);
    expect(findings).not.toEqual([]);
    expect(findings.every(({ fix }) => fix === undefined)).toBe(true);
  });
});

function findingsOf(rule: Rule, dts: string) {
  const { model } = boardFromText(dts);
  const input: LintInput = { model, arch: 'arm64', profile: arm64 };
  return lint(input, { rules: [rule] });
}

function fixesOf(rule: Rule, dts: string): readonly (Fix & { readonly isSafe: boolean })[] {
  return findingsOf(rule, dts).flatMap(({ fix }) =>
    fix === undefined ? [] : [{ ...fix, isSafe: fix.safe }],
  );
}

function applied(dts: string, fix: Fix | undefined): string {
  const edits = (fix?.edits ?? []).map(({ place, text }) => ({ start: place.start, end: place.end, text }));
  return applyTextEdits(
    dts,
    edits.sort((a, b) => a.start - b.start),
  );
}
