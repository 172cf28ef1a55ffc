import { fdtOverlap } from '../../../src/lint/rules/fdt-overlap.ts';
import { profileOf, reserved, ruleTest } from '../rule-test.ts';

const fdt = { base: 0x8a000000n, size: 0x10000n };

ruleTest(fdtOverlap, {
  valid: [
    {
      name: 'a blob behind the region',
      dts: reserved('a@89fff000 { reg = <0x89fff000 0x1000>; };'),
      input: { fdt },
    },
    {
      name: 'no word about where the blob is loaded',
      dts: reserved('a@8a000000 { reg = <0x8a000000 0x1000>; };'),
    },
    {
      name: 'a /reserved-memory that Linux ignores',
      dts: reserved('a@8a000000 { reg = <0x8a000000 0x1000>; };').replace('ranges;', ''),
      input: { fdt },
    },
  ],
  invalid: [
    {
      name: 'a no-map region, which fails',
      dts: reserved('a@89f00000 { reg = <0x89f00000 0x200000>; no-map; };'),
      input: { fdt },
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@89f00000 (0x89f00000..0x8a0fffff, 2 MiB) covers 0x10000 (64 KiB) of the device-tree blob (0x8a000000..0x8a00ffff, 64 KiB).',
          at: '0x89f00000 0x200000',
          note: "OF: reserved mem: Reserved memory: failed to reserve memory for node 'a@89f00000': base 0x0000000089f00000, size 2 MiB",
          help: 'Load the device-tree blob at 0x8a100000, where its 0x10000 (64 KiB) are free, or move /reserved-memory/a@89f00000.',
        },
      ],
    },
    {
      name: 'a no-map region that 4.14 takes all the same',
      dts: reserved('a@8a000000 { reg = <0x8a000000 0x1000>; no-map; };'),
      input: { fdt, profile: profileOf({ version: '4.14' }) },
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@8a000000 (0x8a000000..0x8a000fff, 4 KiB) covers 0x1000 (4 KiB) of the device-tree blob (0x8a000000..0x8a00ffff, 64 KiB).',
          at: '0x8a000000 0x1000',
          note: 'Linux reserves both, and prints nothing: each writes over the other.',
        },
      ],
    },
    {
      name: 'a region that a macro puts there',
      dts: `#define TEE 0x8a00f000\n${reserved('a@8a00f000 { reg = <TEE 0x100000>; };')}`,
      input: { fdt },
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@8a00f000 (0x8a00f000..0x8a10efff, 1 MiB) covers 0x1000 (4 KiB) of the device-tree blob (0x8a000000..0x8a00ffff, 64 KiB).',
          at: 'TEE 0x100000',
          related: [['TEE is defined here', 'TEE']],
          note: 'Linux reserves both, and prints nothing: each writes over the other.',
        },
      ],
    },
  ],
});
