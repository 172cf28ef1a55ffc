import { type Rebuilt, told, toldOf } from './failure.ts';

/** Numbers 90 to 114: what is allocated. */
export const capacity: readonly Rebuilt[] = [
  {
    bug: 90,
    board: '090-vc4.dts',
    caught: {
      by: 'run',
      workload: '090-vc4.yaml',
      says: /alloc failed, req-size: 2025 pages, ret: -12/,
      finds: ['pool-too-small'],
    },
  },
  {
    bug: 91,
    board: '091-vc4-64m.dts',
    caught: {
      by: 'run',
      workload: '091-vc4-64m.yaml',
      says: /alloc failed, req-size: 2040 pages, ret: -12/,
      finds: ['pool-too-small'],
    },
  },
  {
    bug: 92,
    board: '092-vc4-busy.dts',
    options: { kernel: { version: '4.14' } },
    caught: {
      by: 'run',
      workload: '092-vc4-busy.yaml',
      says: /alloc failed, req-size: 266 pages, ret: -16/,
      finds: ['pool-too-small'],
    },
  },
  {
    bug: 93,
    board: '093-vc4-binner.dts',
    caught: {
      by: 'run',
      workload: '093-vc4-binner.yaml',
      says: /alloc failed, req-size: 4096 pages, ret: -12/,
      finds: ['pool-too-small'],
    },
  },
  {
    bug: 94,
    board: '094-rae.dts',
    options: { kernel: { version: '5.10' } },
    caught: {
      by: 'run',
      workload: '094-rae.yaml',
      says: /alloc failed, req-size: 94 pages, ret: -16/,
      finds: [],
      passes: true,
    },
  },
  {
    bug: 96,
    board: '096-deepin.dts',
    options: { kernel: { version: '6.6' } },
    fixedOptions: { kernel: { version: '6.6' }, kconfig: [['CMA_SIZE_MBYTES', '320']] },
    caught: {
      by: 'run',
      workload: '096-deepin.yaml',
      says: /reserved: alloc failed, req-size: 64 pages, ret: -12/,
      finds: ['pool-headroom'],
      passes: true,
    },
  },
  {
    bug: 97,
    board: '097-u-dma-buf-2g.dts',
    options: { kernel: { version: '5.10' } },
    caught: {
      by: 'run',
      workload: '097-u-dma-buf-2g.yaml',
      says: /alloc failed, req-size: 524288 pages, ret: -16/,
      finds: ['pool-too-small'],
    },
  },
  {
    bug: 98,
    board: '098-u-dma-buf-4g.dts',
    caught: { by: 'run', workload: '098-u-dma-buf-4g.yaml', says: /4 GiB/, finds: ['order-impossible'] },
  },
  {
    bug: 99,
    board: '099-two-buffers.dts',
    caught: {
      by: 'run',
      workload: '099-two-buffers.yaml',
      says: /128 MiB/,
      finds: ['pool-too-small', 'swiotlb-fallback'],
    },
  },
  {
    bug: 100,
    board: '100-module-reload.dts',
    caught: {
      by: 'run',
      workload: '100-module-reload.yaml',
      says: /12.5 MiB takes 16 MiB/,
      finds: ['pool-too-small'],
    },
  },
  {
    bug: 101,
    board: '101-high-pool.dts',
    caught: told('pool-beyond-dma-mask', '/udmabuf@0', 'info'),
  },
  {
    bug: 102,
    board: '102-zcu-default-high.dts',
    caught: toldOf('cma-default-above-4g', 'linux,cma@800000000', 'warning'),
  },
  {
    bug: 103,
    board: '103-pi-atomic.dts',
    options: { kernel: { version: '4.14' } },
    fixedOptions: { kernel: { version: '4.14' }, cmdline: 'coherent_pool=1M' },
    caught: {
      by: 'run',
      workload: '103-pi-atomic.yaml',
      says: /may not sleep/,
      finds: ['atomic-pool-small'],
    },
  },
  {
    bug: 104,
    board: '104-icicle.dts',
    caught: { by: 'run', workload: '104-icicle.yaml', finds: ['low-zone-starved'], passes: true },
  },
  {
    bug: 106,
    board: '106-switchtec.dts',
    options: { kconfig: [['CMA_ALIGNMENT', '12']] },
    caught: { by: 'address', workload: '106-switchtec.yaml', id: 'window', alignment: 0x2000000n },
  },
  {
    bug: 107,
    board: '107-mfc.dts',
    caught: { by: 'run', workload: '107-mfc.yaml', says: /1.99 MiB takes 2 MiB/, finds: ['pool-too-small'] },
  },
  {
    bug: 108,
    board: '108-wandboard.dts',
    caught: {
      by: 'run',
      workload: '108-wandboard.yaml',
      says: /5 MiB takes 8 MiB/,
      finds: ['pool-too-small'],
    },
  },
  {
    bug: 109,
    board: '109-imx7-rpmsg.dts',
    options: {
      firmware: new Map([
        [
          '/imx7d-cm4',
          {
            file: 'rpmsg.elf',
            loadSegments: [],
            vdevs: [
              [
                { align: 16, num: 64 },
                { align: 16, num: 64 },
              ],
            ],
          },
        ],
      ]),
    },
    caught: toldOf('rpmsg-buffer-too-small', 'vdev0buffer@8fff8000', 'warning'),
  },
  {
    bug: 111,
    board: '111-am62a.dts',
    caught: {
      by: 'run',
      workload: '111-am62a.yaml',
      says: /alloc failed, req-size: 765 pages, ret: -12/,
      finds: ['pool-headroom'],
      passes: true,
    },
  },
  {
    bug: 112,
    board: '112-am62x.dts',
    caught: { by: 'run', workload: '112-am62x.yaml', finds: ['pool-headroom'], passes: true },
  },
  {
    bug: 113,
    board: '113-qcom-63-regions.dts',
    options: { kernel: { version: '4.14' } },
    caught: toldOf('too-many-regions', 'region@94000000'),
  },
  {
    bug: 114,
    board: '114-thunderx2.dts',
    caught: { by: 'boot', log: /^cma: Failed to reserve 512 MiB/m },
  },
];
