import { regionOutsideLowmem } from '../../../src/lint/rules/region-outside-lowmem.ts';
import { profileOf, reserved, ruleTest, withoutMemory } from '../rule-test.ts';

const arm = { arch: 'arm', profile: profileOf({ arch: 'arm' }) };
const withoutHighmem = {
  arch: 'arm',
  profile: { ...arm.profile, config: { ...arm.profile.config, highmem: false } },
};
const pool = (reg: string, kind = 'reusable'): string =>
  reserved(`a: a { compatible = "shared-dma-pool"; reg = <${reg}>; ${kind}; };`);

ruleTest(regionOutsideLowmem, {
  valid: [
    {
      name: 'a pool that is not in memory, which is told elsewhere',
      dts: pool('0xbf000000 0x2000000'),
      input: withoutHighmem,
    },
    { name: 'a pool that ends with low memory', dts: pool('0xaf000000 0x1000000'), input: arm },
    { name: 'a pool in highmem', dts: pool('0xb0000000 0x1000000'), input: arm },
    { name: 'arm64, which maps all memory', dts: pool('0xaf000000 0x2000000') },
    {
      name: 'a pool that is only mapped where it lies',
      dts: pool('0xaf000000 0x2000000', 'no-map'),
      input: withoutHighmem,
    },
    { name: 'memory of unknown size', dts: withoutMemory(pool('0xaf000000 0x2000000')), input: arm },
    {
      name: 'a pool in low memory, and one above it that is only mapped where it lies',
      dts: reserved(`a { compatible = "shared-dma-pool"; reg = <0x90000000 0x1000000>; reusable; };
        b { compatible = "shared-dma-pool"; reg = <0xb8000000 0x1000000>; no-map; };`),
      input: withoutHighmem,
    },
  ],
  invalid: [
    {
      name: 'a pool across the end, for a kernel without highmem',
      dts: pool('0xaf000000 0x2000000'),
      input: withoutHighmem,
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a (0xaf000000..0xb0ffffff, 32 MiB) reaches above 0xb0000000, where memory ends for a Linux 6.12 without CONFIG_HIGHMEM.',
          at: '0xaf000000 0x2000000',
        },
      ],
    },
    {
      name: 'a pool across the end of low memory',
      dts: pool('0xaf000000 0x2000000'),
      input: arm,
      findings: [
        {
          severity: 'error',
          message:
            'The CMA pool /reserved-memory/a (0xaf000000..0xb0ffffff, 32 MiB) crosses 0xb0000000, where low memory ends on Linux 6.12.',
          at: '0xaf000000 0x2000000',
          note: 'cma: CMA area a could not be activated',
          help: 'Let it end at 0xb0000000, 0x1000000 (16 MiB) in size, or begin there.',
        },
      ],
    },
    {
      name: 'a pool above it, for a kernel without highmem',
      dts: pool('0xb8000000 0x1000000'),
      input: withoutHighmem,
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a (0xb8000000..0xb8ffffff, 16 MiB) reaches above 0xb0000000, where memory ends for a Linux 6.12 without CONFIG_HIGHMEM.',
          at: '0xb8000000 0x1000000',
          help: 'Move it below 0xb0000000, or build the kernel with CONFIG_HIGHMEM.',
        },
      ],
    },
    {
      name: 'a pool that an override enlarges',
      dts: `${pool('0xaf000000 0x1000000')} &a { reg = <0xaf000000 0x1800000>; };`,
      input: arm,
      findings: [
        {
          severity: 'error',
          message:
            'The CMA pool /reserved-memory/a (0xaf000000..0xb07fffff, 24 MiB) crosses 0xb0000000, where low memory ends on Linux 6.12.',
          at: '0xaf000000 0x1800000',
          related: [
            ['reg of a before', 'reg'],
            ['a is changed here', '&a'],
          ],
        },
      ],
    },
    {
      name: 'vmalloc=, which moves the end down',
      dts: reserved(
        'a { compatible = "shared-dma-pool"; reg = <0x9f000000 0x2000000>; reusable; };',
        'chosen { bootargs = "vmalloc=496M"; };',
      ),
      input: arm,
      findings: [
        {
          severity: 'error',
          message:
            'The CMA pool /reserved-memory/a (0x9f000000..0xa0ffffff, 32 MiB) crosses 0xa0000000, where low memory ends on Linux 6.12.',
          at: '0x9f000000 0x2000000',
          note: 'cma: CMA area a could not be activated',
        },
      ],
    },
  ],
});
