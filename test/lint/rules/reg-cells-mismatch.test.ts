import { regCellsMismatch } from '../../../src/lint/rules/reg-cells-mismatch.ts';
import { arm64Like, reserved, ruleTest } from '../rule-test.ts';

const unequal = (regions: string): string =>
  `/dts-v1/; / { #address-cells = <2>; #size-cells = <1>;
    reserved-memory { #address-cells = <2>; #size-cells = <1>; ranges; ${regions} }; };`;

ruleTest(regCellsMismatch, {
  valid: [
    {
      name: 'values of whole entries',
      dts: reserved(`a@90000000 { reg = <0x90000000 0x1000>, <0xa0000000 0x1000>; };
        b { size = <0x1000>; alignment = <0x1000>; alloc-ranges = <0x80000000 0x1000>; };`),
    },
    { name: 'a disabled region', dts: reserved('a@90000000 { reg = <0x90000000>; status = "disabled"; };') },
    {
      name: 'an alignment beside reg, which Linux does not read (TI K3)',
      dts: reserved('a@90000000 { reg = <0x90000000 0x1000>; alignment = <0x0 0x1000>; };'),
    },
    {
      name: 'an alignment of #address-cells cells',
      dts: unequal('a { size = <0x1000>; alignment = <0x0 0x1000>; };'),
    },
    {
      name: 'all of a /reserved-memory that Linux ignores',
      dts: reserved('a@90000000 { reg = <0x90000000>; };').replace('\t\tranges;', ''),
    },
    {
      name: 'a chip on a bus with the device type of memory',
      dts: reserved(
        '',
        'bus { #address-cells = <2>; #size-cells = <1>; sram@2,0 { device_type = "memory"; reg = <2 0 8>; }; };',
      ),
    },
  ],
  invalid: [
    {
      name: 'a reg with a cell too many',
      dts: reserved('a@90000000 { reg = <0x90000000 0x1000 0x0>; };'),
      findings: [
        {
          severity: 'error',
          message:
            "reg of /reserved-memory/a@90000000 has 12 bytes, which is no multiple of 8 (the root's 1 + 1 cells).",
          at: 'reg',
          node: '/reserved-memory/a@90000000',
          related: [
            ["the root's #address-cells", '#address-cells'],
            ["the root's #size-cells", '#size-cells'],
          ],
          note: "OF: reserved mem: Reserved memory: invalid reg property in 'a@90000000', skipping node.",
          help: 'Write each entry as <0x… 0x…>.',
        },
      ],
    },
    {
      name: 'a size and an alloc-ranges that do not fit',
      dts: reserved('a { size = <0x0 0x1000>; alloc-ranges = <0x80000000>; };'),
      input: { profile: arm64Like('7.2') },
      findings: [
        {
          severity: 'error',
          message: 'size of /reserved-memory/a has 8 bytes where Linux expects 4 (1 cell).',
          at: 'size',
          note: "OF: reserved mem: invalid size property in 'a' node.",
        },
        {
          severity: 'error',
          message:
            "alloc-ranges of /reserved-memory/a has 4 bytes, which is no multiple of 8 (the root's 1 + 1 cells).",
          at: 'alloc-ranges',
          note: 'Linux takes the property as absent, places the region anywhere, and prints nothing.',
        },
      ],
    },
    {
      name: 'an alignment of #size-cells cells where the counts differ, as a warning',
      dts: unequal('a { size = <0x1000>; alignment = <0x1000>; };'),
      findings: [
        {
          severity: 'warning',
          message:
            'alignment of /reserved-memory/a has 4 bytes, as #size-cells says; Linux expects 8, as #address-cells says.',
          at: 'alignment',
        },
      ],
    },
    {
      name: 'a memory node, as a warning, as an error for 7.2',
      dts: reserved('').replace('<0x80000000 0x40000000>', '<0x80000000 0x40000000 0x0>'),
      input: { profile: arm64Like('7.2') },
      findings: [
        {
          severity: 'error',
          message:
            "reg of /memory@80000000 has 12 bytes, which is no multiple of 8 (the root's 1 + 1 cells).",
          at: 'reg',
          note: 'Linux ignores the whole property, and prints nothing.',
        },
      ],
    },
    {
      name: 'a reg that an override writes for another number of cells',
      dts: `${reserved('a: a@90000000 { reg = <0x90000000 0x1000>; };')} &a { reg = <0x0 0x90000000 0x1000>; };`,
      findings: [
        {
          severity: 'error',
          message:
            "reg of /reserved-memory/a@90000000 has 12 bytes, which is no multiple of 8 (the root's 1 + 1 cells).",
          at: 'reg',
          help: 'Write each entry as <0x… 0x…>.',
        },
      ],
    },
    {
      name: 'an alignment that fits neither count, and a size, where the counts differ',
      dts: unequal('a { size = <0x0 0x1000>; alignment = <0x0 0x0 0x1000>; };'),
      findings: [
        {
          severity: 'error',
          message: 'size of /reserved-memory/a has 8 bytes where Linux expects 4 (1 cell).',
          at: 'size',
        },
        {
          severity: 'error',
          message: 'alignment of /reserved-memory/a has 12 bytes where Linux expects 8 (2 cells).',
          at: 'alignment',
        },
      ],
    },
  ],
});
