import { cmaAlignmentPortable } from '../../../src/lint/rules/cma-alignment-portable.ts';
import { profileOf, reserved, ruleTest, withoutProfile } from '../rule-test.ts';

const pool = (values: string): string =>
  reserved(`a: a { compatible = "shared-dma-pool"; ${values} reusable; };`);

ruleTest(cmaAlignmentPortable, {
  valid: [
    { name: 'a pool that fits all', dts: pool('reg = <0x90000000 0x2000000>;') },
    {
      name: 'a pool that this kernel refuses, which is told elsewhere',
      dts: pool('reg = <0x90000000 0x100000>;'),
    },
    {
      name: 'a coherent pool',
      dts: reserved('a { compatible = "shared-dma-pool"; size = <0x1000>; no-map; };'),
    },
    {
      name: 'riscv, which has pages of 4 KiB only',
      dts: pool('size = <0x400000>;'),
      input: { arch: 'riscv', profile: profileOf({ arch: 'riscv' }) },
    },
    {
      name: 'an architecture of which nothing tells the page size',
      dts: pool('size = <0x400000>;'),
      input: withoutProfile('powerpc'),
    },
    { name: 'a size that does not fit the cells', dts: pool('size = <0x0 0x400000>;') },
    {
      name: 'a pool whose reg does not fit the cells, which Linux drops',
      dts: pool('reg = <0x90000000>; size = <0x400000>;'),
    },
  ],
  invalid: [
    {
      name: '2 MiB, too little for kernels up to 5.17',
      dts: pool('reg = <0x90000000 0x200000>;'),
      findings: [
        {
          severity: 'info',
          message:
            "The CMA pool /reserved-memory/a (base 0x90000000, size 0x200000 (2 MiB)) fits this kernel's unit of 0x200000 (2 MiB), but not the 0x400000 (4 MiB) of Linux up to 5.17 with 4 KiB pages.",
          at: '0x90000000',
          note: 'Those kernels print "Reserved memory: incorrect alignment of CMA region" and refuse the pool.',
          help: 'A size of 0x400000 (4 MiB) suits both.',
        },
      ],
    },
    {
      name: 'a base at 2 MiB',
      dts: pool('reg = <0x90200000 0x400000>;'),
      findings: [
        {
          severity: 'info',
          message:
            "The CMA pool /reserved-memory/a (base 0x90200000, size 0x400000 (4 MiB)) fits this kernel's unit of 0x200000 (2 MiB), but not the 0x400000 (4 MiB) of Linux up to 5.17 with 4 KiB pages.",
          at: '0x90200000',
          help: 'A base at a multiple of 0x400000 (4 MiB) and a size of 0x400000 (4 MiB) suit both.',
        },
      ],
    },
    {
      name: 'the size of a dynamic pool, from a macro',
      dts: `#define POOL 0x800000\n${pool('size = <POOL>;')}`,
      findings: [
        {
          severity: 'info',
          message:
            "The CMA pool /reserved-memory/a (size 0x800000 (8 MiB)) fits this kernel's unit of 0x200000 (2 MiB), but not the 0x2000000 (32 MiB) of kernels with 16 KiB pages.",
          at: 'POOL',
          related: [['POOL is defined here', 'POOL']],
          help: 'A size of 0x2000000 (32 MiB) suits both.',
        },
      ],
    },
    {
      name: 'an override',
      dts: `${pool('size = <0x2000000>;')} &a { size = <0x600000>; };`,
      findings: [
        {
          severity: 'info',
          message:
            "The CMA pool /reserved-memory/a (size 0x600000 (6 MiB)) fits this kernel's unit of 0x200000 (2 MiB), but not the 0x400000 (4 MiB) of Linux up to 5.17 with 4 KiB pages.",
          at: '0x600000',
        },
      ],
    },
  ],
});
