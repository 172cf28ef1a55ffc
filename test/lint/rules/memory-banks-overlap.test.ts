import { memoryBanksOverlap } from '../../../src/lint/rules/memory-banks-overlap.ts';
import { ruleTest } from '../rule-test.ts';

function withMemory(nodes: string): string {
  return `/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; ${nodes} };`;
}

ruleTest(memoryBanksOverlap, {
  valid: [
    {
      name: 'banks that touch',
      dts: withMemory('memory@0 { device_type = "memory"; reg = <0x0 0x1000>, <0x1000 0x1000>; };'),
    },
    {
      name: 'empty banks, which the boot loader fills in',
      dts: withMemory('memory@0 { device_type = "memory"; reg = <0x0 0x0>, <0x0 0x0>; };'),
    },
    {
      name: 'a chip on a bus with the device type',
      dts: withMemory(`memory@0 { device_type = "memory"; reg = <0x0 0x1000>; };
        bus { sram { device_type = "memory"; reg = <0x0 0x1000>; }; };`),
    },
    {
      name: 'a disabled memory node',
      dts: withMemory(`memory@0 { device_type = "memory"; reg = <0x0 0x1000>; };
        memory@1 { device_type = "memory"; reg = <0x0 0x2000>; status = "disabled"; };`),
    },
  ],
  invalid: [
    {
      name: 'a bank at the base of a longer one',
      dts: withMemory('memory@0 { device_type = "memory"; reg = <0x0 0x1000>, <0x0 0x2000>; };'),
      findings: [
        {
          severity: 'error',
          message:
            'Bank 0 of /memory@0 (0x0..0xfff, 4 KiB) and bank 1 of /memory@0 (0x0..0x1fff, 8 KiB) share 0x1000 (4 KiB).',
          at: '0x0 0x2000',
          help: 'Remove the bank that lies in the other.',
        },
      ],
    },
    {
      name: 'two banks of one node',
      dts: withMemory('memory@0 { device_type = "memory"; reg = <0x0 0x2000>, <0x1000 0x2000>; };'),
      findings: [
        {
          severity: 'error',
          message:
            'Bank 0 of /memory@0 (0x0..0x1fff, 8 KiB) and bank 1 of /memory@0 (0x1000..0x2fff, 8 KiB) share 0x1000 (4 KiB).',
          at: '0x1000 0x2000',
          related: [['bank 0 of memory@0', '0x0 0x2000']],
          note: 'Linux takes both together for RAM (0x0..0x2fff, 12 KiB), and prints nothing.',
          help: 'Let the first bank end where the second begins: size 0x1000 (4 KiB), from 0x0.',
        },
      ],
    },
    {
      name: 'a node that is meant to replace another and has another name',
      dts: withMemory(`memory@20000000 { device_type = "memory"; reg = <0x20000000 0x8000000>; };
        memory { reg = <0x20000000 0x4000000>; };`),
      findings: [
        {
          severity: 'error',
          message:
            'Bank 0 of /memory@20000000 (0x20000000..0x27ffffff, 128 MiB) and bank 0 of /memory (0x20000000..0x23ffffff, 64 MiB) share 0x4000000 (64 MiB).',
          at: '0x20000000 0x4000000',
          node: '/memory',
          note: 'Linux takes no notice of /memory: it has no device_type = "memory".',
          help: 'Write the memory in one node: /memory does not replace /memory@20000000, since their names differ.',
        },
      ],
    },
    {
      name: 'one bank twice, as a warning',
      dts: withMemory('memory@0 { device_type = "memory"; reg = <0x0 0x1000>, <0x0 0x1000>; };'),
      findings: [
        {
          severity: 'warning',
          message: 'Bank 0 of /memory@0 (0x0..0xfff, 4 KiB) stands a second time as bank 1 of /memory@0.',
          at: '0x0 0x1000',
        },
      ],
    },
    {
      name: 'an override that enlarges a bank',
      dts: `${withMemory('memory@0 { device_type = "memory"; reg = <0x0 0x1000>, <0x1000 0x1000>; };')} / { memory@0 { reg = <0x0 0x2000>, <0x1000 0x1000>; }; };`,
      findings: [
        {
          severity: 'error',
          message:
            'Bank 0 of /memory@0 (0x0..0x1fff, 8 KiB) and bank 1 of /memory@0 (0x1000..0x1fff, 4 KiB) share 0x1000 (4 KiB).',
          at: '0x1000 0x1000',
          related: [['bank 0 of memory@0', '0x0 0x2000']],
          help: 'Remove the bank that lies in the other.',
        },
      ],
    },
    {
      name: 'banks that are written from the highest down',
      dts: withMemory('memory@0 { device_type = "memory"; reg = <0x1000 0x2000>, <0x0 0x2000>; };'),
      findings: [
        {
          severity: 'error',
          message:
            'Bank 1 of /memory@0 (0x0..0x1fff, 8 KiB) and bank 0 of /memory@0 (0x1000..0x2fff, 8 KiB) share 0x1000 (4 KiB).',
          at: '0x1000 0x2000',
        },
      ],
    },
    {
      name: 'a lower node that Linux does not read',
      dts: withMemory(`memory { reg = <0x0 0x2000>; };
        memory@1000 { device_type = "memory"; reg = <0x1000 0x2000>; };`),
      findings: [
        {
          severity: 'error',
          message:
            'Bank 0 of /memory (0x0..0x1fff, 8 KiB) and bank 0 of /memory@1000 (0x1000..0x2fff, 8 KiB) share 0x1000 (4 KiB).',
          at: '0x1000 0x2000',
          note: 'Linux takes no notice of /memory: it has no device_type = "memory".',
        },
      ],
    },
  ],
});
