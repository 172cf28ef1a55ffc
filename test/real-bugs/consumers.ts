import { type Rebuilt, told, toldOf } from './failure.ts';

/** Numbers 77 to 89: who uses a region. */
export const consumers: readonly Rebuilt[] = [
  {
    bug: 77,
    board: '077-imx8mp-board.dts',
    caught: toldOf('reserved-for-disabled-device', 'dsp@92400000', 'warning'),
  },
  {
    bug: 78,
    board: '078-imx8qxp-board.dts',
    caught: toldOf('reserved-for-disabled-device', 'dsp@92400000', 'warning'),
  },
  { bug: 79, board: '079-imx8-board.dts', caught: told('memory-region-disabled', '/soc/dsp@596e8000') },
  {
    bug: 81,
    board: '081-omap4.dts',
    options: { preset: 'strict' },
    caught: toldOf('region-unused', 'ipu-memory@98800000', 'info'),
  },
  {
    bug: 84,
    board: '084-imx8mm.dts',
    options: { preset: 'all' },
    caught: toldOf('remoteproc-region-name', 'vdevbuffer@b8400000'),
    also: ['memory-region-order'],
  },
  {
    bug: 85,
    board: '085-openamp-core1.dts',
    options: { preset: 'all' },
    caught: toldOf('remoteproc-region-name', 'rpu1vdev0vring0@3ef40000'),
  },
  {
    bug: 86,
    board: '086-openamp-base.dts',
    options: { preset: 'all', overlays: ['086-openamp-stale.dtso'] },
    fixedOptions: { preset: 'all', overlays: ['086-openamp-new.dtso'] },
    caught: toldOf('remoteproc-region-name', 'rpu0vdev0vring0@3ed40000'),
  },
  {
    bug: 88,
    board: '088-runtime.dtso',
    options: { isRuntimeOverlay: true },
    fixedOptions: { isRuntimeOverlay: false },
    caught: told('overlay-reserved-memory-runtime', '/fragment@0/__overlay__/image_buf@70000000', 'warning'),
  },
  {
    bug: 89,
    board: '089-beagle.dts',
    caught: told('optee-without-reservation', '/firmware/optee', 'warning'),
  },
];
