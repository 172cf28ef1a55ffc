import { dynamicRegionNotPlaced } from '../../../src/lint/rules/dynamic-region-not-placed.ts';
import { reserved, ruleTest, withoutMemory, withoutProfile } from '../rule-test.ts';

const pool = (size: string, more = ''): string =>
  `cma: linux,cma { compatible = "shared-dma-pool"; size = <${size}>; ${more} reusable; };`;
const middle = 'fw: fw@a0000000 { reg = <0xa0000000 0x1000>; no-map; };';

ruleTest(dynamicRegionNotPlaced, {
  valid: [
    { name: 'a size that fits beside the fixed region', dts: reserved(middle + pool('0x1fe00000')) },
    {
      name: 'a window where another rule finds no room',
      dts: reserved(pool('0x10000000', 'alloc-ranges = <0x60000000 0x10000000>;')),
    },
    {
      name: 'a window above the last bank',
      dts: reserved(pool('0x10000000', 'alloc-ranges = <0xc0000000 0x10000000>;')),
    },
    { name: 'unknown memory', dts: withoutMemory(reserved(pool('0x40000000'))) },
    { name: 'no profile', dts: reserved(pool('0x40000000')), input: withoutProfile('mips') },
    { name: 'a pool that the CMA hook refuses, which has a place', dts: reserved(pool('0x100000')) },
    {
      name: 'regions that the table of 64 has no place for, of which another rule tells',
      dts: reserved(Array.from({ length: 65 }, (_, index) => `r${index} { size = <0x1000>; };`).join('\n')),
    },
  ],
  invalid: [
    {
      name: 'more than there is',
      dts: reserved(pool('0x40000000')),
      findings: [
        {
          severity: 'error',
          message:
            'Linux finds no place for /reserved-memory/linux,cma: it asks for 0x40000000 (1 GiB), aligned to 2 MiB, and the largest hole is 980 MiB.',
          at: '0x40000000',
          note: "OF: reserved mem: failed to allocate memory for node 'linux,cma': size 1024 MiB",
          help: 'Ask for 980 MiB at most, or free memory beside it.',
        },
      ],
    },
    {
      name: 'no hole beside the fixed region',
      dts: reserved(middle + pool('0x20000000')),
      findings: [
        {
          severity: 'error',
          message:
            'Linux finds no place for /reserved-memory/linux,cma: it asks for 0x20000000 (512 MiB), aligned to 2 MiB, and the largest hole is 510 MiB.',
          at: '0x20000000',
        },
      ],
    },
    {
      name: 'what a region before it took',
      dts: reserved(`a { size = <0x20000000>; }; ${pool('0x1f000000')}`),
      findings: [
        {
          severity: 'error',
          message:
            'Linux finds no place for /reserved-memory/linux,cma: it asks for 0x1f000000 (496 MiB), aligned to 2 MiB, and the largest hole is 468 MiB.',
          at: '0x1f000000',
          related: [['/reserved-memory/a was placed before it', 'a']],
        },
      ],
    },
    {
      name: 'a size that an override makes too large, with an alignment from a macro',
      dts: `#define SECTION 0x20000000\n${reserved(pool('0x400000'))}\n&cma { size = <0x20000000>; alignment = <SECTION>; };`,
      input: { memory: [{ base: 0x88000000n, size: 0x30000000n }] },
      findings: [
        {
          severity: 'error',
          message:
            'Linux finds no place for /reserved-memory/linux,cma: it asks for 0x20000000 (512 MiB), aligned to 512 MiB, and the largest hole is 384 MiB.',
          at: '0x20000000',
        },
      ],
    },
    {
      name: 'a window that a region before it filled',
      dts: reserved(
        `a { size = <0x1000000>; alloc-ranges = <0x90000000 0x1000000>; }; ${pool('0x1000000', 'alloc-ranges = <0x90000000 0x1000000>;')}`,
      ),
      findings: [
        {
          severity: 'error',
          message:
            'Linux finds no place for /reserved-memory/linux,cma: it asks for 0x1000000 (16 MiB), aligned to 2 MiB, and the largest hole is 0 bytes.',
          at: '0x1000000',
          help: 'Widen alloc-ranges, or free memory.',
        },
      ],
    },
  ],
});
