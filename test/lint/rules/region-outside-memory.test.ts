import { regionOutsideMemory } from '../../../src/lint/rules/region-outside-memory.ts';
import { arm64Like, reserved, ruleTest, withoutMemory } from '../rule-test.ts';

const cma = 'compatible = "shared-dma-pool"; reusable;';
const coherent = 'compatible = "shared-dma-pool"; no-map;';
const given = { memory: [{ base: 0x80000000n, size: 0x40000000n }] };

ruleTest(regionOutsideMemory, {
  valid: [
    {
      name: 'a pool at the end of a bank',
      dts: reserved(`a@bf000000 { ${cma} reg = <0xbf000000 0x1000000>; };`),
    },
    {
      name: 'a no-map pool in SRAM',
      dts: reserved(`a@10000000 { ${coherent} reg = <0x10000000 0x40000>; };`),
    },
    {
      name: 'a coherent pool there without no-map (mpfs-sev-kit), of which shared-pool-without-mode tells',
      dts: reserved('a@10000000 { compatible = "shared-dma-pool"; reg = <0x10000000 0x40000>; };'),
    },
    {
      name: 'a no-map region outside RAM',
      dts: reserved('a@10000000 { no-map; reg = <0x10000000 0x40000>; };'),
    },
    {
      name: 'a CMA pool above the last bank, which the boot loader may enlarge',
      dts: reserved(`a@c0000000 { ${cma} reg = <0xc0000000 0x1000000>; };`),
    },
    {
      name: 'a mapped region above the last bank (rk3288)',
      dts: reserved('dma-unusable@fe000000 { reg = <0xfe000000 0x1000000>; };'),
    },
    {
      name: 'anything where no bank has a size',
      dts: withoutMemory(reserved(`a@10000000 { ${cma} reg = <0x10000000 0x1000000>; };`)),
    },
    {
      name: 'a pool across two banks that touch',
      dts: reserved(`a@9f000000 { ${cma} reg = <0x9f000000 0x2000000>; };`).replace(
        '<0x80000000 0x40000000>',
        '<0x80000000 0x20000000>, <0xa0000000 0x20000000>',
      ),
    },
    {
      name: 'a disabled region',
      dts: reserved(`a@10000000 { ${cma} reg = <0x10000000 0x1000>; status = "disabled"; };`),
    },
  ],
  invalid: [
    {
      name: 'a pool between two banks, of which the lower one is named beside it, with the remedy of each pool',
      dts: reserved(`a@88000000 { ${cma} reg = <0x88000000 0x1000000>; };`).replace(
        '<0x80000000 0x40000000>',
        '<0x80000000 0x8000000>, <0x90000000 0x8000000>',
      ),
      findings: [
        {
          severity: 'error',
          message:
            'Of the CMA pool /reserved-memory/a@88000000 (0x88000000..0x88ffffff, 16 MiB), 0x1000000 (16 MiB) are not in any bank of memory.',
          at: '0x88000000 0x1000000',
          related: [['the nearest bank: 0x80000000..0x87ffffff, 128 MiB', '0x80000000']],
        },
      ],
    },
    {
      name: 'a CMA pool that crosses the end of RAM, which panics',
      dts: reserved(`a@bf000000 { ${cma} reg = <0xbf000000 0x2000000>; };`),
      findings: [
        {
          severity: 'error',
          message:
            'Of the CMA pool /reserved-memory/a@bf000000 (0xbf000000..0xc0ffffff, 32 MiB), 0x1000000 (16 MiB) are not in any bank of memory.',
          at: '0xbf000000 0x2000000',
          related: [['the nearest bank: 0x80000000..0xbfffffff, 1 GiB', '0x80000000']],
          note: 'Linux prints "created CMA memory pool". Where a memory section of the pool holds no RAM it panics in cma_init_reserved_areas(); else it gives out memory that is not there.',
        },
      ],
    },
    {
      name: 'a CMA pool below RAM, which 5.10 takes all the same',
      dts: reserved(`a@10000000 { ${cma} reg = <0x10000000 0x1000000>; };`),
      input: { profile: arm64Like('5.10') },
      findings: [
        {
          help: 'Move the pool into a bank, where 0x80000000 is free for it, or correct the memory node.',
          severity: 'error',
          message:
            'Of the CMA pool /reserved-memory/a@10000000 (0x10000000..0x10ffffff, 16 MiB), 0x1000000 (16 MiB) are not in any bank of memory.',
          at: '0x10000000 0x1000000',
          note: 'Linux prints "created CMA memory pool", and gives out memory that is not there.',
        },
      ],
    },
    {
      name: 'a coherent pool that crosses the end of RAM',
      dts: reserved(`a@bf000000 { ${coherent} reg = <0xbf000000 0x2000000>; };`),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@bf000000 (0xbf000000..0xc0ffffff, 32 MiB) crosses the end of a bank: 0x1000000 (16 MiB) of it are no memory.',
          at: '0xbf000000 0x2000000',
        },
      ],
    },
    {
      name: 'a mapped region that crosses the end of RAM, as a warning, and a no-map one, as an info',
      dts: reserved(`a@7ffff000 { reg = <0x7ffff000 0x2000>; };
        b@bffff000 { reg = <0xbffff000 0x2000>; no-map; };`),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@7ffff000 (0x7ffff000..0x80000fff, 8 KiB) crosses the end of a bank: 0x1000 (4 KiB) of it are no memory.',
          at: '0x7ffff000 0x2000',
          help: 'Keep it within the bank, or correct the memory node.',
        },
        {
          severity: 'info',
          message:
            '/reserved-memory/b@bffff000 (0xbffff000..0xc0000fff, 8 KiB) crosses the end of a bank: 0x1000 (4 KiB) of it are no memory.',
          at: '0xbffff000 0x2000',
        },
      ],
    },
    {
      name: 'a mapped region outside RAM, as a warning; as an info where the bank was cut for it',
      dts: reserved('a@10000000 { reg = <0x10000000 0x1000>; }; b@7ffff000 { reg = <0x7ffff000 0x1000>; };'),
      findings: [
        {
          severity: 'warning',
          message: '/reserved-memory/a@10000000 (0x10000000..0x10000fff, 4 KiB) lies in no bank of memory.',
          at: '0x10000000 0x1000',
        },
        {
          severity: 'info',
          message: '/reserved-memory/b@7ffff000 (0x7ffff000..0x7fffffff, 4 KiB) lies in no bank of memory.',
          at: '0x7ffff000 0x1000',
        },
      ],
    },
    {
      name: 'a CMA pool above the memory that the user told',
      dts: withoutMemory(reserved(`a@c0000000 { ${cma} reg = <0xc0000000 0x1000000>; };`)),
      input: given,
      findings: [
        {
          related: [],
          severity: 'error',
          message:
            'Of the CMA pool /reserved-memory/a@c0000000 (0xc0000000..0xc0ffffff, 16 MiB), 0x1000000 (16 MiB) are not in any bank of memory.',
          at: '0xc0000000 0x1000000',
        },
      ],
    },
    {
      name: 'a pool that an override moves out of memory, to where a macro says',
      dts: `#define HOLE 0x70000000\n${reserved('a: a@90000000 { compatible = "shared-dma-pool"; reg = <0x90000000 0x400000>; reusable; };')} &a { reg = <HOLE 0x400000>; };`,
      findings: [
        {
          severity: 'error',
          message:
            'Of the CMA pool /reserved-memory/a@90000000 (0x70000000..0x703fffff, 4 MiB), 0x400000 (4 MiB) are not in any bank of memory.',
          at: 'HOLE 0x400000',
          related: [
            ['the nearest bank: 0x80000000..0xbfffffff, 1 GiB', '0x80000000'],
            ['reg of a@90000000 before', 'reg'],
            ['a@90000000 is changed here', '&a'],
            ['HOLE is defined here', 'HOLE'],
          ],
        },
      ],
    },
    {
      name: 'a pool that begins with the second bank and is longer, beside which that bank is named',
      dts: reserved(`a@90000000 { ${cma} reg = <0x90000000 0x1000000>; };`).replace(
        '<0x80000000 0x40000000>',
        '<0x80000000 0x8000000>, <0x90000000 0x800000>',
      ),
      findings: [
        {
          severity: 'error',
          message:
            'Of the CMA pool /reserved-memory/a@90000000 (0x90000000..0x90ffffff, 16 MiB), 0x800000 (8 MiB) are not in any bank of memory.',
          at: '0x90000000 0x1000000',
          related: [['the nearest bank: 0x90000000..0x907fffff, 8 MiB', '0x90000000']],
        },
      ],
    },
    {
      name: 'a pool outside the memory that the user told, which is not what the tree says',
      dts: reserved(`a@c0000000 { ${cma} reg = <0xc0000000 0x1000000>; };`),
      input: given,
      findings: [
        {
          severity: 'error',
          message:
            'Of the CMA pool /reserved-memory/a@c0000000 (0xc0000000..0xc0ffffff, 16 MiB), 0x1000000 (16 MiB) are not in any bank of memory.',
          at: '0xc0000000 0x1000000',
          related: [],
        },
      ],
    },
  ],
});
