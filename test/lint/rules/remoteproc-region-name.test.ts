import { remoteprocRegionName } from '../../../src/lint/rules/remoteproc-region-name.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const device = (name: string, compatible = 'fsl,imx93-cm33'): string =>
  reserved(
    `first: fw@90000000 { reg = <0x90000000 0x100000>; no-map; };
r: ${name}@90400000 { compatible = "shared-dma-pool"; reg = <0x90400000 0x100000>; no-map; };`,
    `rproc: rproc { compatible = "${compatible}"; memory-region = <&first>, <&r>; };`,
  );

ruleTest(remoteprocRegionName, {
  valid: [
    { name: 'a buffer', dts: device('vdev0buffer') },
    { name: 'a ring', dts: device('vdev1vring1') },
    { name: 'the resource table', dts: device('rsc-table') },
    { name: 'a name that is not meant for virtio', dts: device('m4-firmware') },
    { name: 'TI K3, whose driver goes by position', dts: device('rpu0vdev0vring0', 'ti,am64-m4fss') },
    {
      name: 'a pool that the device names first, which the framework takes whatever it is called',
      dts: device('vdevbuffer').replace('<&first>, <&r>', '<&r>, <&first>'),
    },
    {
      name: 'the same in an overlay that is alone',
      dts: `/dts-v1/; /plugin/;
&{/} { r: vdevbuffer@90400000 { compatible = "shared-dma-pool"; reg = <0x90400000 0x100000>; no-map; };
	rproc { compatible = "fsl,imx8mm-cm4"; memory-region = <&r>; }; };`,
    },
    { name: 'a resource table for a driver that looks for none', dts: device('rsc_table', 'st,stm32mp1-m4') },
  ],
  invalid: [
    {
      name: 'no number',
      dts: device('vdevbuffer'),
      findings: [
        {
          severity: 'error',
          message:
            '/rproc: imx_rproc knows no region called vdevbuffer (/reserved-memory/vdevbuffer@90400000).',
          at: 'vdevbuffer@90400000',
          related: [['/rproc names it here', '&r']],
          note: 'The carve-out is not found by its name, and vrings and buffers come from other memory (drivers/remoteproc/imx_rproc.c).',
          help: 'Name the node vdev0buffer.',
        },
      ],
    },
    {
      name: 'a region that the device names first, and that is no pool',
      dts: device('vdevbuffer')
        .replace('<&first>, <&r>', '<&r>')
        .replace('compatible = "shared-dma-pool"; ', ''),
      findings: [
        {
          severity: 'error',
          message:
            '/rproc: imx_rproc knows no region called vdevbuffer (/reserved-memory/vdevbuffer@90400000).',
          at: 'vdevbuffer@90400000',
          related: [['/rproc names it here', '&r']],
        },
      ],
    },
    {
      name: 'a prefix, on Zynq',
      dts: device('rpu0vdev0vring0', 'xlnx,zynqmp-r5f'),
      findings: [
        {
          severity: 'error',
          message:
            '/rproc: xlnx_r5_remoteproc knows no region called rpu0vdev0vring0 (/reserved-memory/rpu0vdev0vring0@90400000).',
          at: 'rpu0vdev0vring0@90400000',
          related: [['/rproc names it here', '&r']],
        },
      ],
    },
    {
      name: 'another name of the resource table',
      dts: device('rsc_table'),
      findings: [
        {
          severity: 'error',
          message:
            '/rproc: imx_rproc knows no region called rsc_table (/reserved-memory/rsc_table@90400000).',
          at: 'rsc_table@90400000',
          help: 'Name the node rsc-table.',
          related: [['/rproc names it here', '&r']],
        },
      ],
    },
    {
      name: 'a device that an overlay adds',
      dts: `${device('vdev0buffer')}
/ { reserved-memory { extra: vring0@91000000 { reg = <0x91000000 0x8000>; no-map; }; }; };
&rproc { memory-region = <&first>, <&r>, <&extra>; };`,
      findings: [
        {
          severity: 'error',
          message: '/rproc: imx_rproc knows no region called vring0 (/reserved-memory/vring0@91000000).',
          at: 'vring0@91000000',
          help: 'It looks for vdev0buffer, vdev0vring0 and so on, rsc-table.',
          related: [['/rproc names it here', '&extra']],
        },
      ],
    },
    {
      name: 'what is called after virtio and a resource table, for a driver that looks for none',
      dts: device('vdev0-rsc-table', 'st,stm32mp1-m4'),
      findings: [
        {
          severity: 'error',
          message:
            '/rproc: stm32_rproc knows no region called vdev0-rsc-table (/reserved-memory/vdev0-rsc-table@90400000).',
          at: 'vdev0-rsc-table@90400000',
          help: 'It looks for vdev0buffer, vdev0vring0 and so on.',
        },
      ],
    },
  ],
});
