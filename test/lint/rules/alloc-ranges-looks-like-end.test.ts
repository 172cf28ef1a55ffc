import { allocRangesLooksLikeEnd } from '../../../src/lint/rules/alloc-ranges-looks-like-end.ts';
import { reserved, ruleTest, withoutMemory } from '../rule-test.ts';

const board = (ranges: string, size = '0x4000000'): string => `/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	memory@40000000 { device_type = "memory"; reg = <0x0 0x40000000 0x1 0x0>; };
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		cma: linux,cma { compatible = "shared-dma-pool"; size = <0x0 ${size}>; alloc-ranges = ${ranges}; reusable; };
	};
};`;
const small = (ranges: string): string =>
  reserved(
    `linux,cma { compatible = "shared-dma-pool"; size = <0x4000000>; alloc-ranges = ${ranges}; reusable; };`,
  ).replace('<0x80000000 0x40000000>', '<0x40000000 0x60000000>');

ruleTest(allocRangesLooksLikeEnd, {
  valid: [
    {
      name: 'a window that begins at 4 GiB',
      dts: board('<0x1 0x0 0x1 0x10000000>'),
    },
    { name: 'a window that ends at 4 GiB', dts: board('<0x0 0x40000000 0x0 0xc0000000>') },
    { name: 'all addresses of 32 bits', dts: board('<0x0 0x0 0x0 0xffffffff>') },
    { name: 'a power of two, which is a size', dts: board('<0x0 0xc0000000 0x1 0x0>') },
    {
      name: 'a number that leaves no room as an end',
      dts: board('<0x0 0xb0000000 0x0 0xc0000000>', '0x20000000'),
    },
    { name: 'a window above 4 GiB', dts: board('<0x1 0x0 0x0 0x40000000>') },
    {
      name: 'unknown memory',
      dts: withoutMemory(board('<0x0 0x42000000 0x0 0xc0000000>').replace('0x1 0x0>', '0x0 0x0>')),
    },
    { name: 'a number that is no end below 4 GiB', dts: board('<0x0 0x50000000 0x1 0x8000000>') },
    { name: 'a number that is not where memory ends', dts: small('<0x48000000 0x90000000>') },
    {
      name: 'memory that ends at a power of two',
      dts: small('<0x48000000 0x80000000>').replace('<0x40000000 0x60000000>', '<0x40000000 0x40000000>'),
    },
    {
      name: 'a region with a reg, whose windows Linux does not read',
      dts: board('<0x0 0x42000000 0x0 0xc0000000>').replace('size = <0x0', 'reg = <0x0 0x50000000 0x0'),
    },
    { name: 'a window from 0 to the end of memory, which both readings are', dts: small('<0x0 0xa0000000>') },
  ],
  invalid: [
    {
      name: 'an end below 4 GiB',
      dts: board('<0x0 0x42000000 0x0 0xc0000000>'),
      findings: [
        {
          severity: 'warning',
          message:
            'alloc-ranges of /reserved-memory/linux,cma allows 0x42000000..0x101ffffff, 3 GiB, beyond 4 GiB: its second number 0xc0000000 looks like an end.',
          at: '0x0',
          related: [['the window begins here', '0x0']],
          note: 'Linux reads base and size, and takes the highest free place in the window.',
          help: 'If 0xc0000000 is the end, write alloc-ranges = <0x0 0x42000000 0x0 0x7e000000>.',
        },
      ],
    },
    {
      name: 'the end of memory',
      dts: small('<0x48000000 0xa0000000>'),
      findings: [
        {
          severity: 'warning',
          message:
            'alloc-ranges of /reserved-memory/linux,cma allows 0x48000000..0xe7ffffff, 2.5 GiB, beyond the end of memory: its second number 0xa0000000 looks like an end.',
          at: '0xa0000000',
          related: [['the window begins here', '0x48000000']],
        },
      ],
    },
    {
      name: 'an end from a macro',
      dts: `#define CMA_END 0x0 0xd0000000\n${board('<0x0 0x50000000 CMA_END>')}`,
      findings: [
        {
          severity: 'warning',
          message:
            'alloc-ranges of /reserved-memory/linux,cma allows 0x50000000..0x11fffffff, 3.25 GiB, beyond 4 GiB: its second number 0xd0000000 looks like an end.',
          at: 'CMA_END',
          related: [
            ['the window begins here', '0x0'],
            ['CMA_END is defined here', 'CMA_END'],
          ],
        },
      ],
    },
    {
      name: 'an end that leaves room to the byte',
      dts: board('<0x0 0x42000000 0x0 0xc0000000>', '0x7e000000'),
      findings: [
        {
          severity: 'warning',
          message:
            'alloc-ranges of /reserved-memory/linux,cma allows 0x42000000..0x101ffffff, 3 GiB, beyond 4 GiB: its second number 0xc0000000 looks like an end.',
          at: '0x0',
        },
      ],
    },
  ],
});
