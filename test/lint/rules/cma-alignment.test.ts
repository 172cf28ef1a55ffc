import { cmaAlignment } from '../../../src/lint/rules/cma-alignment.ts';
import { arm64, arm64Like, profileOf, reserved, ruleTest, withoutProfile } from '../rule-test.ts';

const pool = (values: string): string =>
  reserved(`a { compatible = "shared-dma-pool"; ${values} reusable; };`);
const static2MiB = pool('reg = <0x90200000 0x200000>;');

ruleTest(cmaAlignment, {
  valid: [
    { name: 'a pool on page blocks', dts: static2MiB },
    {
      name: 'the base of a dynamic pool, which Linux aligns',
      dts: pool('size = <0x200000>; alignment = <0x1000>;'),
    },
    {
      name: 'a coherent pool',
      dts: reserved('a { compatible = "shared-dma-pool"; reg = <0x90001000 0x1000>; no-map; };'),
    },
    {
      name: 'a reusable region that is no pool',
      dts: reserved('a { reg = <0x90001000 0x1000>; reusable; };'),
    },
    { name: 'a disabled pool', dts: pool('reg = <0x90001000 0x1000>; status = "disabled";') },
    {
      name: 'an architecture of which nothing tells the page size',
      dts: pool('reg = <0x90001000 0x1000>;'),
      input: withoutProfile('powerpc'),
    },
    {
      name: 'a kernel without CMA',
      dts: pool('reg = <0x90001000 0x1000>;'),
      input: { profile: { ...arm64, config: { ...arm64.config, dmaCma: false } } },
    },
    {
      name: 'a coherent pool that Linux places',
      dts: reserved('a { compatible = "shared-dma-pool"; size = <0x1000>; no-map; };'),
    },
  ],
  invalid: [
    {
      name: 'a pool whose place around it is free, which a fix takes and names',
      dts: reserved('a@90201000 { compatible = "shared-dma-pool"; reg = <0x90201000 0x1ff000>; reusable; };'),
      findings: [
        {
          severity: 'error',
          message:
            'Base 0x90201000 and size 0x1ff000 (2 MiB) of the CMA pool /reserved-memory/a@90201000 are not multiples of 0x200000 (2 MiB), the unit of Linux 6.12 with 4 KiB pages (defconfig).',
          at: '0x90201000 0x1ff000',
          fix: ['Write base 0x90200000 and size 0x200000 (2 MiB)', 'a@90200000', '0x90200000', '0x200000'],
        },
      ],
    },
    {
      name: 'a size alone, of a pool with another name; neighbours touch the place around it',
      dts: reserved(
        'b@90000000 { reg = <0x90000000 0x200000>; }; a { compatible = "shared-dma-pool"; reg = <0x90200000 0x1ff000>; reusable; }; c@90400000 { reg = <0x90400000 0x200000>; };',
      ),
      findings: [
        {
          severity: 'error',
          message:
            'Size 0x1ff000 (2 MiB) of the CMA pool /reserved-memory/a is not a multiple of 0x200000 (2 MiB), the unit of Linux 6.12 with 4 KiB pages (defconfig).',
          at: '0x1ff000',
          fix: ['Write base 0x90200000 and size 0x200000 (2 MiB)', '0x200000'],
        },
      ],
    },
    {
      name: 'a base alone, where a neighbour leaves no room',
      dts: reserved(
        'b@90200000 { reg = <0x90200000 0x1000>; }; a@90201000 { compatible = "shared-dma-pool"; reg = <0x90201000 0x400000>; reusable; };',
      ),
      findings: [
        {
          severity: 'error',
          message:
            'Base 0x90201000 of the CMA pool /reserved-memory/a@90201000, size 0x400000 (4 MiB), is not a multiple of 0x200000 (2 MiB), the unit of Linux 6.12 with 4 KiB pages (defconfig).',
          at: '0x90201000 0x400000',
          help: 'Base 0x90400000 with size 0x200000 (2 MiB) fits.',
          fix: [],
        },
      ],
    },
    {
      name: 'the size of a static pool',
      dts: pool('reg = <0x90200000 0x300000>;'),
      findings: [
        {
          severity: 'error',
          message:
            'Size 0x300000 (3 MiB) of the CMA pool /reserved-memory/a is not a multiple of 0x200000 (2 MiB), the unit of Linux 6.12 with 4 KiB pages (defconfig).',
          at: '0x300000',
          note: 'Reserved memory: incorrect alignment of CMA region\nOF: reserved mem: node a compatible matching fail',
          help: 'Base 0x90200000 with size 0x400000 (4 MiB) fits.',
        },
      ],
    },
    {
      name: 'the base of a static pool',
      dts: pool('reg = <0x90100000 0x200000>;'),
      findings: [
        {
          severity: 'error',
          message:
            'Base 0x90100000 of the CMA pool /reserved-memory/a, size 0x200000 (2 MiB), is not a multiple of 0x200000 (2 MiB), the unit of Linux 6.12 with 4 KiB pages (defconfig).',
          at: '0x90100000 0x200000',
          help: 'Base 0x90000000 with size 0x400000 (4 MiB) fits.',
          fix: ['Write base 0x90000000 and size 0x400000 (4 MiB)', '0x90000000', '0x400000'],
        },
      ],
    },
    {
      name: 'a size that cannot grow, since a neighbour is there',
      dts: reserved(`a { compatible = "shared-dma-pool"; reg = <0x90000000 0x300000>; reusable; };
        b@90300000 { reg = <0x90300000 0x1000>; };`),
      findings: [
        {
          severity: 'error',
          message:
            'Size 0x300000 (3 MiB) of the CMA pool /reserved-memory/a is not a multiple of 0x200000 (2 MiB), the unit of Linux 6.12 with 4 KiB pages (defconfig).',
          at: '0x300000',
          help: 'Base 0x90000000 with size 0x200000 (2 MiB) fits.',
        },
      ],
    },
    {
      name: 'the size of a dynamic pool',
      dts: pool('size = <0x4c0000>;'),
      findings: [
        {
          severity: 'error',
          message:
            'Size 0x4c0000 (4.75 MiB) of the CMA pool /reserved-memory/a is not a multiple of 0x200000 (2 MiB), the unit of Linux 6.12 with 4 KiB pages (defconfig).',
          at: '0x4c0000',
          help: 'Round the size up to 0x600000 (6 MiB).',
        },
      ],
    },
    {
      name: "5.10's larger unit, for a pool that 6.12 takes",
      dts: static2MiB,
      input: { profile: arm64Like('5.10') },
      findings: [
        {
          severity: 'error',
          message:
            'Base 0x90200000 and size 0x200000 (2 MiB) of the CMA pool /reserved-memory/a are not multiples of 0x400000 (4 MiB), the unit of Linux 5.10 with 4 KiB pages (defconfig).',
          at: '0x90200000 0x200000',
        },
      ],
    },
    {
      name: "as an info what only multi_v7_defconfig's larger unit refuses",
      dts: pool('reg = <0x90400000 0x400000>;'),
      input: { arch: 'arm', profile: profileOf({ arch: 'arm' }) },
      findings: [
        {
          severity: 'info',
          message:
            'Base 0x90400000 and size 0x400000 (4 MiB) of the CMA pool /reserved-memory/a are not multiples of 0x800000 (8 MiB), the unit of Linux 6.12 with 4 KiB pages (defconfig).',
          at: '0x90400000 0x400000',
        },
      ],
    },
    {
      name: '4 MiB on an architecture without a profile (mips)',
      dts: static2MiB,
      input: withoutProfile('mips'),
      findings: [
        {
          severity: 'error',
          message:
            'Base 0x90200000 and size 0x200000 (2 MiB) of the CMA pool /reserved-memory/a are not multiples of 0x400000 (4 MiB), the unit of mips kernels with 4 KiB pages.',
          at: '0x90200000 0x200000',
        },
      ],
    },
    {
      name: 'a size from a macro, which an override sets',
      dts: `#define CMA_SIZE 0x100000\n${reserved('a: a { compatible = "shared-dma-pool"; reg = <0x90000000 0x200000>; reusable; };')}
&a { reg = <0x90000000 CMA_SIZE>; };`,
      findings: [
        {
          severity: 'error',
          message:
            'Size 0x100000 (1 MiB) of the CMA pool /reserved-memory/a is not a multiple of 0x200000 (2 MiB), the unit of Linux 6.12 with 4 KiB pages (defconfig).',
          at: 'CMA_SIZE',
          related: [
            ['reg of a before', 'reg'],
            ['a is changed here', '&a'],
            ['CMA_SIZE is defined here', 'CMA_SIZE'],
          ],
          note: 'Reserved memory: incorrect alignment of CMA region\nOF: reserved mem: node a compatible matching fail',
          help: 'Base 0x90000000 with size 0x200000 (2 MiB) fits.',
        },
      ],
    },
    {
      name: 'the default pool, which cma= drops before its alignment is looked at',
      dts: pool('reg = <0x90000000 0x300000>; linux,cma-default;'),
      input: { cmdline: 'cma=64M' },
      findings: [
        {
          severity: 'error',
          message:
            'Size 0x300000 (3 MiB) of the CMA pool /reserved-memory/a is not a multiple of 0x200000 (2 MiB), the unit of Linux 6.12 with 4 KiB pages (defconfig).',
          at: '0x300000',
          note: '',
        },
      ],
    },
    {
      name: 'a pool with no whole unit in it, beside a neighbour in the place around it',
      dts: reserved(`a { compatible = "shared-dma-pool"; reg = <0x90100000 0x200000>; reusable; };
        b@90000000 { reg = <0x90000000 0x1000>; };`),
      findings: [
        {
          severity: 'error',
          message:
            'Base 0x90100000 of the CMA pool /reserved-memory/a, size 0x200000 (2 MiB), is not a multiple of 0x200000 (2 MiB), the unit of Linux 6.12 with 4 KiB pages (defconfig).',
          at: '0x90100000 0x200000',
          help: 'Base 0x90000000 with size 0x400000 (4 MiB) fits.',
          fix: [],
        },
      ],
    },
  ],
});
