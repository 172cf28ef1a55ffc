import { cmaSpansZone } from '../../../src/lint/rules/cma-spans-zone.ts';
import { ruleTest } from '../rule-test.ts';

const board = (place: string, memory = '<0x0 0x40000000 0x1 0x0>'): string => `/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	memory@40000000 { device_type = "memory"; reg = ${memory}; };
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		cma: linux,cma { compatible = "shared-dma-pool"; ${place} reusable; };
	};
};`;

ruleTest(cmaSpansZone, {
  valid: [
    { name: 'a pool that ends at 4 GiB', dts: board('reg = <0x0 0xe0000000 0x0 0x20000000>;') },
    { name: 'a pool that begins there', dts: board('reg = <0x1 0x0 0x0 0x20000000>;') },
    {
      name: 'a coherent pool across it',
      dts: board('reg = <0x0 0xf0000000 0x0 0x20000000>;').replace('reusable', 'no-map'),
    },
    {
      name: 'a pool that Linux places, in memory that firmware writes anew',
      dts: `${board('size = <0x0 0x4000000>; alloc-ranges = <0x0 0x42000000 0x0 0xc0000000>;')}
/ { compatible = "raspberrypi,3-model-b"; };`,
    },
    {
      name: 'memory that ends there',
      dts: board('size = <0x0 0x20000000>;', '<0x0 0x40000000 0x0 0xc0000000>'),
    },
    {
      name: 'pools that end and begin at 4 GiB, on a board that panics over another before they are activated',
      dts: board('reg = <0x0 0x10000000 0x0 0x1000000>;').replace(
        'reusable; };',
        `reusable; };
		below { compatible = "shared-dma-pool"; reg = <0x0 0xf0000000 0x0 0x10000000>; reusable; };
		above { compatible = "shared-dma-pool"; reg = <0x1 0x0 0x0 0x10000000>; reusable; };`,
      ),
    },
  ],
  invalid: [
    {
      name: 'a fixed pool across 4 GiB',
      dts: board('reg = <0x0 0xf0000000 0x0 0x20000000>;'),
      findings: [
        {
          severity: 'error',
          message:
            'The CMA pool /reserved-memory/linux,cma lies at 0xf0000000..0x10fffffff, 512 MiB, across 0x100000000, where the DMA zone ends: no device gets memory of it.',
          at: '0x0',
          related: [['the memory that it lies in', '0x0']],
          note: 'cma: CMA area linux,cma could not be activated',
          help: 'Move it below the border: reg = <0x0 0xd0000000 0x0 0x20000000> is free.',
        },
      ],
    },
    {
      name: 'a pool that Linux places across it',
      dts: board('size = <0x0 0x4000000>; alloc-ranges = <0x0 0x42000000 0x0 0xc0000000>;'),
      findings: [
        {
          severity: 'error',
          message:
            'The CMA pool /reserved-memory/linux,cma is placed at 0xfe000000..0x101ffffff, 64 MiB, across 0x100000000, where the DMA zone ends: no device gets memory of it.',
          at: '0x0',
          related: [['the memory that it lies in', '0x0']],
          note: 'cma: CMA area linux,cma could not be activated',
          help: 'End the window at the border: alloc-ranges = <0x0 0x42000000 0x0 0xbe000000>.',
        },
      ],
    },
    {
      name: 'a fixed pool there, whatever firmware writes',
      dts: `${board('reg = <0x0 0xf0000000 0x0 0x20000000>;')} / { compatible = "raspberrypi,3-model-b"; };`,
      findings: [
        {
          severity: 'error',
          message:
            'The CMA pool /reserved-memory/linux,cma lies at 0xf0000000..0x10fffffff, 512 MiB, across 0x100000000, where the DMA zone ends: no device gets memory of it.',
          at: '0x0',
        },
      ],
    },
    {
      name: 'a pool placed in memory that the user tells, on such a board',
      dts: `${board('size = <0x0 0x4000000>; alloc-ranges = <0x0 0x42000000 0x0 0xc0000000>;')}
/ { compatible = "raspberrypi,3-model-b"; };`,
      input: { memory: [{ base: 0x40000000n, size: 0x100000000n }] },
      findings: [
        {
          severity: 'error',
          message:
            'The CMA pool /reserved-memory/linux,cma is placed at 0xfe000000..0x101ffffff, 64 MiB, across 0x100000000, where the DMA zone ends: no device gets memory of it.',
          at: '0x0',
        },
      ],
    },
    {
      name: 'a base from a macro',
      dts: `#define CMA_BASE 0x0 0xff000000\n${board('reg = <CMA_BASE 0x0 0x2000000>;')}`,
      findings: [
        {
          severity: 'error',
          message:
            'The CMA pool /reserved-memory/linux,cma lies at 0xff000000..0x100ffffff, 32 MiB, across 0x100000000, where the DMA zone ends: no device gets memory of it.',
          at: 'CMA_BASE',
          related: [
            ['the memory that it lies in', '0x0'],
            ['CMA_BASE is defined here', 'CMA_BASE'],
          ],
        },
      ],
    },
    {
      name: 'the end of the DMA zone that dma-ranges move',
      dts: `${board('reg = <0x0 0x70000000 0x0 0x20000000>;')}
/ { bus { #address-cells = <2>; #size-cells = <2>; ranges; dma-ranges = <0x0 0x0 0x0 0x0 0x0 0x80000000>; }; };`,
      findings: [
        {
          severity: 'error',
          message:
            'The CMA pool /reserved-memory/linux,cma lies at 0x70000000..0x8fffffff, 512 MiB, across 0x80000000, where the DMA zone ends: no device gets memory of it.',
          at: '0x0',
          related: [['the memory that it lies in', '0x0']],
        },
      ],
    },
    {
      name: 'a pool that fills the bank between two others',
      dts: board(
        'reg = <0x0 0xf0000000 0x0 0x20000000>;',
        '<0x0 0x40000000 0x0 0xb0000000>, <0x0 0xf0000000 0x0 0x20000000>, <0x1 0x10000000 0x0 0x30000000>',
      ),
      findings: [
        {
          severity: 'error',
          message:
            'The CMA pool /reserved-memory/linux,cma lies at 0xf0000000..0x10fffffff, 512 MiB, across 0x100000000, where the DMA zone ends: no device gets memory of it.',
          at: '0x0',
          related: [['the memory that it lies in', '0x0']],
        },
      ],
    },
  ],
});
