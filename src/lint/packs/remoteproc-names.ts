/** A driver that finds a remote processor's regions by the names of their nodes. */
export interface RemoteprocNames {
  /** As `driverOf()` calls it. */
  readonly driver: string;
  /** In the kernel's tree, where the names are compared. */
  readonly source: string;
  /** The names that it, or the framework behind it, looks for. */
  readonly names: readonly RegExp[];
  /** The same for people. */
  readonly shown: string;
}

const vdev = [/^vdev\d+buffer$/, /^vdev\d+vring\d+$/];
const shownVdev = 'vdev0buffer, vdev0vring0 and so on';

/**
 * Read from the source of Linux 7.2.13. Carve-outs take the name of the region's node up to its `@`; the framework asks for them by
 * name (drivers/remoteproc/remoteproc_core.c rproc_alloc_vring(), remoteproc_virtio.c rproc_add_virtio_dev()).
 *
 * Drivers that go by position (TI K3, OMAP, Qualcomm) are not in it: there any name is right.
 */
export const remoteprocNames: readonly RemoteprocNames[] = [
  {
    driver: 'imx_rproc',
    source: 'drivers/remoteproc/imx_rproc.c',
    names: [...vdev, /^rsc-table$/],
    shown: `${shownVdev}, rsc-table`,
  },
  {
    driver: 'imx_dsp_rproc',
    source: 'drivers/remoteproc/imx_dsp_rproc.c',
    names: vdev,
    shown: shownVdev,
  },
  { driver: 'stm32_rproc', source: 'drivers/remoteproc/stm32_rproc.c', names: vdev, shown: shownVdev },
  { driver: 'st_remoteproc', source: 'drivers/remoteproc/st_remoteproc.c', names: vdev, shown: shownVdev },
  {
    driver: 'xlnx_r5_remoteproc',
    source: 'drivers/remoteproc/xlnx_r5_remoteproc.c',
    names: vdev,
    shown: shownVdev,
  },
];
