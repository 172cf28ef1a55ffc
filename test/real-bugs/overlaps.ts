import { type Rebuilt, toldOf } from './failure.ts';

/** Numbers 1 to 21: what overlaps. */
export const overlaps: readonly Rebuilt[] = [
  {
    bug: 1,
    board: '001-trogdor-lte.dts',
    caught: toldOf('region-overlap', 'memory@86000000'),
  },
  {
    bug: 2,
    board: '002-sony-loire.dts',
    caught: toldOf('region-overlap', 'pstore_reserve_mem_region@57f00000'),
  },
  {
    bug: 3,
    board: '003-bullhead.dts',
    caught: toldOf('region-overlap', 'smem@6a00000'),
  },
  {
    bug: 4,
    board: '004-nexus-5x.dts',
    caught: toldOf('region-overlap', 'memory@3400000'),
  },
  {
    bug: 5,
    board: '005-judyln.dts',
    caught: toldOf('region-overlap', 'memory@9d400000', 'warning'),
  },
  {
    bug: 6,
    board: '006-clover.dts',
    caught: toldOf('region-overlap', 'ramoops@9fe00000'),
  },
  {
    bug: 7,
    board: '007-l8150.dts',
    caught: toldOf('region-overlap', 'mpss@86800000'),
  },
  {
    bug: 8,
    board: '008-spacemit-k3.dts',
    caught: toldOf('region-overlap', 'rcpu0_heap@100500000'),
  },
  {
    bug: 9,
    board: '009-imx93-evk.dts',
    caught: toldOf('unit-address-mismatch', 'vdev1vring0@a4000000', 'warning'),
  },
  {
    bug: 10,
    board: '010-hikey.dts',
    options: { kernel: { version: '4.14' } },
    caught: toldOf('memreserve-overlap', 'mcu-buf@5e00000', 'warning'),
  },
  {
    bug: 11,
    board: '011-kodiak.dts',
    options: { efiMap: '011-kodiak.efi-map' },
    caught: toldOf('efi-map-conflict', 'adsp-rpc-remote-heap@9cb80000'),
  },
  {
    bug: 12,
    board: '012-stih407.dts',
    options: { kernelImage: { base: 0x40008000n, size: 0x1000000n } },
    caught: toldOf('kernel-image-overlap', 'rproc@40000000'),
  },
  {
    bug: 13,
    board: '013-rk3568-amp.dts',
    options: { kernelImage: { base: 0x410000n, size: 0x2550000n } },
    caught: toldOf('kernel-image-overlap', 'amp@2800000'),
  },
  {
    bug: 15,
    board: '015-sun55iw3.dts',
    options: { preset: 'strict' },
    caught: toldOf('region-overlap', 'secmon@48000000'),
    also: ['reg-and-size'],
  },
  {
    bug: 16,
    board: '016-litex-rocket.dts',
    caught: toldOf('initrd-overlap', 'opensbi@80000000'),
  },
  {
    bug: 17,
    board: '017-my-cloud-ex2.dts',
    options: { kernelImage: { base: 0x8000n, size: 0xc00000n } },
    caught: {
      by: 'boot',
      log: /^INITRD: 0x00a00000\+0x00519000 overlaps in-use memory region - disabling initrd$/m,
    },
  },
  {
    bug: 19,
    board: '019-chip-sun5i.dts',
    options: { fdt: { base: 0x49ff7000n, size: 0x8000n } },
    caught: toldOf('fdt-overlap', 'cma@43d00000'),
  },
  {
    bug: 20,
    board: '020-s5pv210.dts',
    caught: toldOf('region-overlap', 'mailbox@100000'),
  },
  {
    bug: 21,
    board: '021-ipq-wcss.dts',
    caught: toldOf('region-overlap', 'wcss@4b000000', 'warning'),
  },
];
