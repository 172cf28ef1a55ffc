import { memoryRegionOrder } from '../../../src/lint/rules/memory-region-order.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const regions = `vring: vdev0vring0@90000000 { reg = <0x90000000 0x8000>; no-map; };
		pool: vdev0buffer@90400000 { compatible = "shared-dma-pool"; reg = <0x90400000 0x100000>; no-map; };`;
const device = (compatible: string, entries: string, more = ''): string =>
  reserved(regions, `rproc: rproc { compatible = "${compatible}"; memory-region = ${entries}; ${more} };`);

ruleTest(memoryRegionOrder, {
  valid: [
    { name: 'the pool first', dts: device('fsl,imx8mp-cm7', '<&pool>, <&vring>') },
    { name: 'a driver that finds it by name', dts: device('st,stm32mp1-m4', '<&vring>, <&pool>') },
    { name: 'a driver that is not known', dts: device('vendor,rproc', '<&vring>, <&pool>') },
    { name: 'no pool among the entries', dts: device('fsl,imx8mp-cm7', '<&vring>') },
    { name: 'a disabled device', dts: device('fsl,imx8mp-cm7', '<&vring>, <&pool>', 'status = "disabled";') },
    { name: 'a second entry that is no pool either', dts: device('fsl,imx8mp-cm7', '<&vring>, <&vring>') },
    {
      name: 'a disabled region where the pool should be, which another rule tells of',
      dts: device('fsl,imx8mp-cm7', '<&vring>, <&pool>').replace('0x8000>;', '0x8000>; status = "disabled";'),
    },
  ],
  invalid: [
    {
      name: 'i.MX, whose pool is entry 0',
      dts: device('fsl,imx8mp-cm7', '<&vring>, <&pool>'),
      findings: [
        {
          severity: 'info',
          message:
            '/rproc: imx_rproc takes entry 0 of memory-region for its pool, /reserved-memory/vdev0vring0@90000000, which is none; the pool /reserved-memory/vdev0buffer@90400000 is entry 1.',
          at: '&vring',
          related: [
            ['the pool stands here', '&pool'],
            ['vdev0buffer@90400000 is defined here', 'vdev0buffer@90400000'],
          ],
          note: 'of_reserved_mem_device_init_by_idx() answers -EINVAL for a region without operations.',
          help: 'Put /reserved-memory/vdev0buffer@90400000 at entry 0.',
        },
      ],
    },
    {
      name: 'TI K3, too',
      dts: device('ti,am64-m4fss', '<&vring>, <&pool>'),
      findings: [
        {
          severity: 'info',
          message:
            '/rproc: ti_k3_m4 takes entry 0 of memory-region for its pool, /reserved-memory/vdev0vring0@90000000, which is none; the pool /reserved-memory/vdev0buffer@90400000 is entry 1.',
          at: '&vring',
          related: [
            ['the pool stands here', '&pool'],
            ['vdev0buffer@90400000 is defined here', 'vdev0buffer@90400000'],
          ],
        },
      ],
    },
    {
      name: 'an order that an override turns round',
      dts: `${device('fsl,imx8mp-cm7', '<&pool>, <&vring>')}\n&rproc { memory-region = <&vring>, <&pool>; };`,
      findings: [
        {
          severity: 'info',
          message:
            '/rproc: imx_rproc takes entry 0 of memory-region for its pool, /reserved-memory/vdev0vring0@90000000, which is none; the pool /reserved-memory/vdev0buffer@90400000 is entry 1.',
          at: '&vring',
          related: [
            ['the pool stands here', '&pool'],
            ['vdev0buffer@90400000 is defined here', 'vdev0buffer@90400000'],
          ],
        },
      ],
    },
  ],
});
