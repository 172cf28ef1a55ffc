import { type Rebuilt, told, toldOf } from './failure.ts';

/** Numbers 90 to 114: what is allocated. */
export const capacity: readonly Rebuilt[] = [
  {
    bug: 90,
    board: '090-vc4.dts',
    caught: { by: 'run', workload: '090-vc4.yaml', failure: /alloc failed, req-size: 2025 pages, ret: -12/ },
  },
  {
    bug: 91,
    board: '091-vc4-64m.dts',
    caught: {
      by: 'run',
      workload: '091-vc4-64m.yaml',
      failure: /alloc failed, req-size: 2040 pages, ret: -12/,
    },
  },
  {
    bug: 92,
    board: '092-vc4-busy.dts',
    options: { kernel: { version: '4.14' } },
    caught: {
      by: 'run',
      workload: '092-vc4-busy.yaml',
      failure: /alloc failed, req-size: 256 pages, ret: -12/,
    },
  },
  {
    bug: 93,
    board: '093-vc4-binner.dts',
    caught: {
      by: 'run',
      workload: '093-vc4-binner.yaml',
      failure: /alloc failed, req-size: 4096 pages, ret: -12/,
    },
  },
  {
    bug: 98,
    board: '098-u-dma-buf-4g.dts',
    caught: { by: 'run', workload: '098-u-dma-buf-4g.yaml', failure: /4 GiB/ },
  },
  {
    bug: 99,
    board: '099-two-buffers.dts',
    caught: { by: 'run', workload: '099-two-buffers.yaml', failure: /128 MiB/ },
  },
  {
    bug: 100,
    board: '100-module-reload.dts',
    caught: { by: 'run', workload: '100-module-reload.yaml', failure: /12.5 MiB takes 16 MiB/ },
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
    caught: { by: 'run', workload: '103-pi-atomic.yaml', failure: /may not sleep/ },
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
    caught: { by: 'run', workload: '107-mfc.yaml', failure: /1.99 MiB takes 2 MiB/ },
  },
  {
    bug: 108,
    board: '108-wandboard.dts',
    caught: { by: 'run', workload: '108-wandboard.yaml', failure: /5 MiB takes 8 MiB/ },
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
