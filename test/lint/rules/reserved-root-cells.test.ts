import { reservedRootCells } from '../../../src/lint/rules/reserved-root-cells.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const one = 'a@90000000 { reg = <0x90000000 0x1000>; };';

ruleTest(reservedRootCells, {
  valid: [
    { name: 'equal counts and empty ranges', dts: reserved(one) },
    {
      name: 'ranges that map one to one',
      dts: reserved(one).replace('ranges;', 'ranges = <0x80000000 0x80000000 0x40000000>;'),
    },
    {
      name: 'an overlay, whose own root is applied to nothing',
      dts: '/dts-v1/; /plugin/; / { reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; }; };',
    },
    { name: 'no /reserved-memory', dts: '/dts-v1/; / { #address-cells = <2>; };' },
    {
      name: "a root without counts, which are the kernel's 1 and 1",
      dts: `/dts-v1/; / { reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${one} }; };`,
    },
  ],
  invalid: [
    {
      name: 'no ranges',
      dts: reserved(one).replace('\t\tranges;', ''),
      findings: [
        {
          severity: 'error',
          message: '/reserved-memory has no ranges: Linux ignores its only region.',
          at: 'reserved-memory',
          node: '/reserved-memory',
          note: 'OF: reserved mem: Reserved memory: unsupported node format, ignoring',
          help: 'Write #address-cells = <1>; #size-cells = <1>; ranges; in /reserved-memory.',
        },
      ],
    },
    {
      name: "counts that are not the root's",
      dts: `/dts-v1/; / { #address-cells = <2>; #size-cells = <2>;
        reserved-memory { #address-cells = <2>; #size-cells = <1>; ranges; a { }; b { }; }; };`,
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory has #size-cells 1 where the root has 2: Linux ignores all of its 2 regions.',
          at: '#size-cells',
          related: [
            ["the root's #address-cells", '#address-cells'],
            ["the root's #size-cells", '#size-cells'],
          ],
        },
      ],
    },
    {
      name: 'nothing of what is needed, in one finding',
      dts: '/dts-v1/; / { reserved-memory { a { }; }; };',
      findings: [
        {
          severity: 'error',
          message:
            "/reserved-memory has no #address-cells (the root's is 1) and has no #size-cells (the root's is 1) and has no ranges: Linux ignores its only region.",
          at: 'reserved-memory',
        },
      ],
    },
    {
      name: 'what is missing, which a fix writes with the counts of the root',
      dts: `/dts-v1/; / { #address-cells = <2>; #size-cells = <1>; reserved-memory { #size-cells = <1>; a { }; }; };`,
      findings: [
        {
          severity: 'error',
          message:
            "/reserved-memory has no #address-cells (the root's is 2) and has no ranges: Linux ignores its only region.",
          at: 'reserved-memory',
          help: 'Write #address-cells = <2>; #size-cells = <1>; ranges; in /reserved-memory.',
          fix: ['Write #address-cells = <2>; ranges;', ' #address-cells = <2>; ranges;'],
        },
      ],
    },
    {
      name: 'a count that differs, which no fix writes: the regions are written with it',
      dts: `/dts-v1/; / { #address-cells = <2>; #size-cells = <2>; reserved-memory { #size-cells = <1>; ranges; a { }; }; };`,
      findings: [
        {
          severity: 'error',
          message:
            "/reserved-memory has no #address-cells (the root's is 2) and has #size-cells 1 where the root has 2: Linux ignores its only region.",
          at: '#size-cells',
          fix: [],
        },
      ],
    },
  ],
});
