import { regMultipleEntries } from '../../../src/lint/rules/reg-multiple-entries.ts';
import { arm64Like, reserved, ruleTest } from '../rule-test.ts';

const region = (reg: string): string => reserved(`a: a@90000000 { reg = ${reg}; };`);
const two = region('<0x90000000 0x1000>, <0x91000000 0x2000>');

ruleTest(regMultipleEntries, {
  valid: [
    { name: 'one entry', dts: region('<0x90000000 0x1000>') },
    {
      name: 'banks of memory',
      dts: reserved('').replace('0x40000000>', '0x10000000>, <0xa0000000 0x10000000>'),
    },
    { name: 'a disabled region', dts: two.replace('a@90000000 {', 'a@90000000 { status = "disabled";') },
    {
      name: 'a length that fits no entries, which is told elsewhere',
      dts: region('<0x90000000 0x1000 0x91000000>'),
    },
  ],
  invalid: [
    {
      name: 'two entries',
      dts: two,
      findings: [
        {
          severity: 'warning',
          message:
            'reg of /reserved-memory/a@90000000 has 2 entries, and devices get the first (0x90000000..0x90000fff, 4 KiB): 0x2000 (8 KiB) are kept for nobody.',
          at: '0x91000000 0x2000',
          note: "OF: reserved mem: fdt_scan_reserved_mem_reg_nodes() ignores 1 regions in node 'a@90000000'",
          help: 'Write a node for each range.',
        },
      ],
    },
    {
      name: '7.2, which does not reserve the second',
      dts: two,
      input: { profile: arm64Like('7.2') },
      findings: [
        {
          severity: 'error',
          message:
            'reg of /reserved-memory/a@90000000 has 2 entries, and Linux reserves the first only (0x90000000..0x90000fff, 4 KiB): 0x2000 (8 KiB) are not kept.',
          at: '0x91000000 0x2000',
          note: "OF: reserved mem: Reserved memory: node 'a@90000000' has 2 <base size> entries, only the first is used",
        },
      ],
    },
    {
      name: '6.1, which prints nothing',
      dts: two,
      input: { profile: arm64Like('6.1') },
      findings: [
        {
          severity: 'warning',
          message:
            'reg of /reserved-memory/a@90000000 has 2 entries, and devices get the first (0x90000000..0x90000fff, 4 KiB): 0x2000 (8 KiB) are kept for nobody.',
          at: '0x91000000 0x2000',
          note: 'Linux prints nothing; from 7.2 on it does not reserve the others at all.',
        },
      ],
    },
    {
      name: 'a macro for both, in an override',
      dts: `#define BOTH 0x90000000 0x1000 0x91000000 0x2000\n${region('<0x90000000 0x1000>')} &a { reg = <BOTH>; };`,
      findings: [
        {
          severity: 'warning',
          message:
            'reg of /reserved-memory/a@90000000 has 2 entries, and devices get the first (0x90000000..0x90000fff, 4 KiB): 0x2000 (8 KiB) are kept for nobody.',
          at: 'BOTH',
          related: [['BOTH is defined here', 'BOTH']],
        },
      ],
    },
  ],
});
