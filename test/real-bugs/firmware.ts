import { type Rebuilt, told, toldOf } from './failure.ts';

/** Numbers 22 to 47: memory of the firmware, and how it is mapped. */
export const firmware: readonly Rebuilt[] = [
  {
    bug: 22,
    board: '022-odroid-c1.dts',
    options: { preset: 'all' },
    caught: told('known-firmware-unreserved', '/memory@0', 'warning'),
  },
  {
    bug: 23,
    board: '023-meson-gxl.dts',
    options: { preset: 'all' },
    caught: told('known-firmware-unreserved', '/memory@0', 'warning'),
  },
  {
    bug: 24,
    board: '024-bcm2837.dts',
    caught: told('spin-table-unreserved', '/cpus/cpu@1'),
  },
  {
    bug: 25,
    board: '025-bcm4908.dts',
    caught: told('spin-table-unreserved', '/cpus/cpu@1'),
  },
  {
    bug: 26,
    board: '026-sparrow-hawk.dts',
    options: { preset: 'all' },
    caught: told('known-firmware-unreserved', '/memory@40000000', 'warning'),
  },
  {
    bug: 27,
    board: '027-monaco.dts',
    options: { efiMap: '027-monaco.efi-map' },
    fixedOptions: { efiMap: '027-monaco-fixed.efi-map' },
    caught: toldOf('efi-map-conflict', 'gunyah-md-region@91a80000'),
  },
  {
    bug: 28,
    board: '028-mt8516.dts',
    options: { preset: 'all' },
    caught: told('known-firmware-unreserved', '/memory@40000000', 'warning'),
  },
  {
    bug: 29,
    board: '029-ipq5424.dts',
    options: { preset: 'strict' },
    caught: toldOf('suspicious-size', 'tfa@8a832000', 'info'),
  },
  {
    bug: 33,
    board: '033-starqltechn.dts',
    options: {
      firmware: new Map([
        [
          '/soc/remoteproc@5c00000',
          { file: 'slpi.mbn', loadSegments: [{ base: 0x96700000n, size: 0x1000000n }], vdevs: [] },
        ],
      ]),
    },
    caught: toldOf('pool-smaller-than-firmware', 'slpi@96700000'),
  },
  {
    bug: 34,
    board: '034-matebook-e.dts',
    caught: toldOf('node-redefined-differs', 'slpi@96700000', 'warning'),
  },
  {
    bug: 37,
    board: '037-am62p-verdin.dts',
    caught: {
      by: 'diff',
      before: '037-am62p-before.dts',
      node: '/reserved-memory/memory@9c900000',
      aspect: 'size',
      from: '30 MiB',
      to: '15 MiB',
    },
  },
  {
    bug: 39,
    board: '039-s32g3.dts',
    caught: told('region-outside-reserved-memory', '/reserved@fb000000'),
  },
  {
    bug: 40,
    board: '040-optee-unreserved.dts',
    caught: told('optee-without-reservation', '/firmware/optee', 'warning'),
  },
  {
    bug: 41,
    board: '041-optee-board.dts',
    options: { overlays: ['041-optee-node.dtso'] },
    fixedOptions: { overlays: ['041-optee-node-fixed.dtso'] },
    caught: toldOf('secure-region-mapped', 'optee@e100000', 'warning'),
  },
  {
    bug: 42,
    board: '042-zynq7-optee.dts',
    caught: toldOf('secure-region-mapped', 'opteearmtz@1e000000', 'warning'),
  },
  {
    bug: 43,
    board: '043-u-dma-buf-no-map.dts',
    options: { preset: 'strict' },
    caught: told('no-map-streaming-user', '/udmabuf@0', 'info'),
  },
];
