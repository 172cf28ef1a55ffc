import { type Rebuilt, told, toldOf } from './failure.ts';

/** Numbers 48 to 76: alignment, cells, windows and memory. */
export const form: readonly Rebuilt[] = [
  {
    bug: 48,
    board: '048-u-dma-buf-1mib.dts',
    caught: toldOf('cma-alignment', 'image_buf@6fc00000'),
  },
  { bug: 49, board: '049-u-dma-buf-4c0000.dts', caught: toldOf('cma-alignment', 'meta@70000000') },
  { bug: 50, board: '050-u-dma-buf-fb.dts', caught: toldOf('cma-alignment', 'fb@d8000000') },
  {
    bug: 51,
    board: '051-cm4-64k.dts',
    options: { kernel: { pageSize: 0x10000 } },
    fixedOptions: { kernel: { pageSize: 0x1000 } },
    caught: toldOf('cma-alignment', 'linux,cma@2ae00000'),
  },
  { bug: 52, board: '052-sa67.dts', caught: toldOf('reg-cells-mismatch', 'linux,cma') },
  {
    bug: 53,
    board: '053-pi5.dts',
    options: { overlays: ['053-ramoops-overlay.dtso'] },
    fixedOptions: { overlays: ['053-ramoops-overlay-fixed.dtso'] },
    caught: toldOf('reg-cells-mismatch', 'ramoops@b000000'),
  },
  {
    bug: 54,
    board: '054-u-dma-buf-cells.dts',
    caught: toldOf('reg-cells-mismatch', 'image_buf@4000000'),
  },
  {
    bug: 55,
    board: '055-zynq-end.dts',
    caught: toldOf('size-looks-like-end', 'buffer@32000000', 'warning'),
    also: ['region-outside-memory'],
  },
  { bug: 56, board: '056-tqma9352.dts', caught: toldOf('alloc-ranges-unsatisfiable', 'linux,cma') },
  {
    bug: 57,
    board: '057-imx8mp.dts',
    caught: toldOf('cma-spans-zone', 'linux,cma'),
    also: ['alloc-ranges-looks-like-end'],
  },
  {
    bug: 58,
    board: '058-pi4-freertos.dts',
    caught: toldOf('unit-address-on-dynamic', 'freertos@20000000', 'warning'),
    also: ['dynamic-region-not-placed'],
  },
  { bug: 59, board: '059-pi4-android.dts', caught: toldOf('dynamic-region-not-placed', 'linux,cma') },
  {
    bug: 60,
    board: '060-c2600.dts',
    caught: told('region-outside-reserved-memory', '/ramoops@42100000'),
  },
  {
    bug: 61,
    board: '061-qualcommax.dts',
    caught: toldOf('unit-address-mismatch', 'ramoops@51200000', 'info'),
  },
  {
    bug: 62,
    board: '062-rb5-mezzanine.dtso',
    caught: told('overlay-node-not-applied', '/reserved-memory'),
  },
  { bug: 63, board: '063-tqmls1046a.dts', caught: toldOf('dynamic-region-not-placed', 'linux,cma') },
  {
    bug: 66,
    board: '066-sony-ramoops.dts',
    caught: told('address-property-outside-region', '/ramoops', 'warning'),
  },
  {
    bug: 67,
    board: '067-stm32mp235f-dk.dts',
    options: { ramSize: 0x80000000n },
    caught: told('memory-exceeds-ram', '/memory@80000000', 'warning'),
  },
  { bug: 68, board: '068-vim4.dts', caught: told('memory-overlaps-mmio', '/memory@0') },
  {
    bug: 69,
    board: '069-pi-2012.dts',
    options: { ramSize: 0x10000000n },
    caught: told('memory-exceeds-ram', '/memory@0', 'warning'),
  },
  {
    bug: 73,
    board: '073-parallella.dts',
    options: { memory: [{ base: 0n, size: 0x3e000000n }] },
    fixedOptions: {},
    caught: toldOf('region-outside-memory', 'epiphany@3e000000', 'info'),
  },
  {
    bug: 74,
    board: '074-milkv-duo.dts',
    options: { memory: [{ base: 0x80000000n, size: 0xfe00000n }] },
    fixedOptions: {},
    caught: toldOf('region-outside-memory', 'rproc@8fe00000', 'info'),
  },
  { bug: 76, board: '076-meson-fb.dts', caught: toldOf('zero-size-region', 'linux,meson-fb@3f000000') },
];
