import { allocRangesUnsatisfiable } from '../../../src/lint/rules/alloc-ranges-unsatisfiable.ts';
import { reserved, ruleTest, withoutMemory } from '../rule-test.ts';

const pool = (size: string, ranges: string, more = 'reusable;'): string =>
  `cma: linux,cma { compatible = "shared-dma-pool"; size = <${size}>; alloc-ranges = ${ranges}; ${more} };`;

ruleTest(allocRangesUnsatisfiable, {
  valid: [
    {
      name: 'a window beside reg, which Linux does not read',
      dts: reserved('a@90000000 { reg = <0x90000000 0x1000>; alloc-ranges = <0x0 0x1000>; };'),
    },
    {
      name: 'a size that no memory has, without a window',
      dts: reserved('a { size = <0x80000000>; };'),
    },
    { name: 'a window inside memory', dts: reserved(pool('0x10000000', '<0x80000000 0x40000000>')) },
    {
      name: 'a second window that has room',
      dts: reserved(pool('0x10000000', '<0x60000000 0x20000000>, <0x90000000 0x20000000>')),
    },
    {
      name: 'a window above the last bank, which a boot loader may enlarge',
      dts: reserved(pool('0x10000000', '<0xc0000000 0x20000000>')),
    },
    { name: 'a pair of zeros: anywhere', dts: reserved(pool('0x10000000', '<0x0 0x0>')) },
    { name: 'unknown memory', dts: withoutMemory(reserved(pool('0x10000000', '<0x60000000 0x10000000>'))) },
    { name: 'a window that holds it to the byte', dts: reserved(pool('0x200000', '<0x90000000 0x200000>')) },
  ],
  invalid: [
    {
      name: 'a window mostly below memory',
      dts: reserved(pool('0x10000000', '<0x60000000 0x28000000>')),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/linux,cma asks for 0x10000000 (256 MiB), aligned to 2 MiB, in (0x60000000..0x87ffffff, 640 MiB): at most 128 MiB is free there in one piece.',
          at: 'alloc-ranges',
          related: [
            ['the size that it asks for', 'size'],
            ['memory is here', '0x80000000'],
          ],
          note: "OF: reserved mem: failed to allocate memory for node 'linux,cma': size 256 MiB",
          help: 'Widen alloc-ranges: 0xb0000000..0xbfffffff, 256 MiB is free, alloc-ranges = <0xb0000000 0x10000000>.',
        },
      ],
    },
    {
      name: 'a window above the memory that the user tells',
      dts: reserved(pool('0x10000000', '<0xc0000000 0x20000000>')),
      input: { memory: [{ base: 0x80000000n, size: 0x40000000n }] },
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/linux,cma asks for 0x10000000 (256 MiB), aligned to 2 MiB, in (0xc0000000..0xdfffffff, 512 MiB): nothing is free there in one piece.',
          at: 'alloc-ranges',
          related: [
            ['the size that it asks for', 'size'],
            ['memory is here', '0x80000000'],
          ],
        },
      ],
    },
    {
      name: 'a fixed region in its middle',
      dts: reserved(
        `${pool('0x10000000', '<0x90000000 0x18000000>')} fw@98000000 { reg = <0x98000000 0x1000>; no-map; };`,
      ),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/linux,cma asks for 0x10000000 (256 MiB), aligned to 2 MiB, in (0x90000000..0xa7ffffff, 384 MiB): at most 254 MiB is free there in one piece.',
          at: 'alloc-ranges',
          related: [
            ['the size that it asks for', 'size'],
            ['memory is here', '0x80000000'],
          ],
        },
      ],
    },
    {
      name: 'room enough, but not at the alignment',
      dts: reserved(pool('0x200000', '<0x90001000 0x300000>')),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/linux,cma asks for 0x200000 (2 MiB), aligned to 2 MiB, in (0x90001000..0x90300fff, 3 MiB): at most 1 MiB is free there in one piece.',
          at: 'alloc-ranges',
          related: [
            ['the size that it asks for', 'size'],
            ['memory is here', '0x80000000'],
          ],
        },
      ],
    },
    {
      name: 'a window from a macro that an override sets',
      dts: `#define LOW 0x60000000\n${reserved(pool('0x10000000', '<0x80000000 0x40000000>'))}\n&cma { alloc-ranges = <LOW 0x10000000>; };`,
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/linux,cma asks for 0x10000000 (256 MiB), aligned to 2 MiB, in (0x60000000..0x6fffffff, 256 MiB): nothing is free there in one piece.',
          at: 'alloc-ranges',
          related: [
            ['the size that it asks for', 'size'],
            ['memory is here', '0x80000000'],
            ['LOW is defined here', 'LOW'],
          ],
        },
      ],
    },
  ],
});
