import { cmaDefaultAbove4g } from '../../../src/lint/rules/cma-default-above-4g.ts';
import { ruleTest } from '../rule-test.ts';

const board = (region: string, devices: string): string => `/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	memory@80000000 { device_type = "memory"; reg = <0x0 0x80000000 0x0 0x40000000>, <0x8 0x0 0x0 0x80000000>; };
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		${region}
	};
	${devices}
};`;

const pool = (place: string): string =>
  `cma: linux,cma { compatible = "shared-dma-pool"; ${place} reusable; linux,cma-default; };`;

const high = pool('reg = <0x8 0x0 0x0 0x40000000>;');
const udmabuf = 'udmabuf { compatible = "ikwzm,u-dma-buf"; size = <0x100000>; };';

ruleTest(cmaDefaultAbove4g, {
  valid: [
    { name: 'a pool below 4 GiB', dts: board(pool('reg = <0x0 0x90000000 0x0 0x10000000>;'), udmabuf) },
    { name: 'no device that is known to miss it', dts: board(high, 'mmc { compatible = "vendor,mmc"; };') },
    {
      name: 'a device with a wider mask',
      dts: board(high, udmabuf.replace('size', 'dma-mask = <64>; size')),
    },
    { name: 'a device behind an IOMMU', dts: board(high, udmabuf.replace('size', 'iommus = <0>; size')) },
    {
      name: 'a device with a pool of its own',
      dts: board(high, udmabuf.replace('size', 'memory-region = <&cma>; size')),
    },
    { name: 'a disabled device', dts: board(high, udmabuf.replace('size', 'status = "disabled"; size')) },
    {
      name: 'a bus whose windows carry the pool',
      dts: board(
        high,
        `bus {
		compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x0 0x10000000 0x10000000>;
		dma-ranges = <0x80000000 0x8 0x0 0x40000000>;
		mmc@1000 { compatible = "vendor,mmc"; reg = <0x1000 0x100>; bus-width = <8>; };
	};`,
      ),
    },
    {
      name: 'a device that moves no data on such a bus',
      dts: board(
        high,
        `bus {
		compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x0 0x10000000 0x10000000>;
		dma-ranges = <0x80000000 0x0 0x80000000 0x40000000>;
		gpio@1000 { compatible = "vendor,gpio"; reg = <0x1000 0x100>; };
	};`,
      ),
    },
    {
      name: 'a CMA pool there that is not the default',
      dts: board(high.replace(' linux,cma-default;', ''), udmabuf),
    },
    { name: 'a pool that finds no place', dts: board(pool('size = <0x10 0x0>;'), udmabuf) },
    {
      name: 'a device on a bus with low windows, for which a DMA controller moves the data',
      dts: board(
        high,
        `bus {
		compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x0 0x10000000 0x10000000>;
		dma-ranges = <0x80000000 0x0 0x80000000 0x40000000>;
		mmc@1000 { compatible = "vendor,mmc"; reg = <0x1000 0x100>; bus-width = <8>; dmas = <0>; };
	};`,
      ),
    },
    {
      name: 'a driver that takes no pool for its device',
      dts: board(high, 'modem { compatible = "qcom,sdm845-slpi-pas"; };'),
    },
  ],
  invalid: [
    {
      name: 'a pool that begins at 4 GiB',
      dts: board(pool('reg = <0x1 0x0 0x0 0x40000000>;'), udmabuf).replace(
        '<0x8 0x0 0x0 0x80000000>',
        '<0x1 0x0 0x0 0x80000000>',
      ),
      findings: [
        {
          severity: 'warning',
          message:
            'The default CMA pool /reserved-memory/linux,cma lies at 0x100000000..0x13fffffff, 1 GiB, above 4 GiB: /udmabuf reaches no further than 0xffffffff.',
          at: '0x1',
        },
      ],
    },
    {
      name: 'a driver that leaves the mask at 32 bits',
      dts: board(high, udmabuf),
      findings: [
        {
          severity: 'warning',
          message:
            'The default CMA pool /reserved-memory/linux,cma lies at 0x800000000..0x83fffffff, 1 GiB, above 4 GiB: /udmabuf reaches no further than 0xffffffff.',
          at: '0x8',
          related: [['a device that does not reach it', 'udmabuf']],
          note: 'Such a device gets single blocks of ordinary memory, and no large buffer.',
          help: 'Move it below 4 GiB, and give devices that reach it a pool of their own above.',
        },
      ],
    },
    {
      name: 'a pool that Linux places at the top',
      dts: board(pool('size = <0x0 0x10000000>;'), udmabuf),
      findings: [
        {
          severity: 'warning',
          message:
            'The default CMA pool /reserved-memory/linux,cma lies at 0x870000000..0x87fffffff, 256 MiB, above 4 GiB: /udmabuf reaches no further than 0xffffffff.',
          at: 'size',
          related: [['a device that does not reach it', 'udmabuf']],
        },
      ],
    },
    {
      name: 'a bus whose windows end below',
      dts: board(
        high,
        `bus {
		compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x0 0x10000000 0x10000000>;
		dma-ranges = <0x80000000 0x0 0x80000000 0x40000000>;
		mmc@1000 { compatible = "vendor,mmc"; reg = <0x1000 0x100>; bus-width = <8>; };
	};`,
      ),
      findings: [
        {
          severity: 'warning',
          message:
            'The default CMA pool /reserved-memory/linux,cma lies at 0x800000000..0x83fffffff, 1 GiB, above 4 GiB: /bus/mmc@1000 reaches no further than 0xbfffffff.',
          at: '0x8',
          related: [['a device that does not reach it', 'mmc@1000']],
        },
      ],
    },
    {
      name: 'a pool that an override moves there',
      dts: `${board(pool('reg = <0x0 0x90000000 0x0 0x10000000>;'), udmabuf)}\n&cma { reg = <0x8 0x0 0x0 0x10000000>; };`,
      findings: [
        {
          severity: 'warning',
          message:
            'The default CMA pool /reserved-memory/linux,cma lies at 0x800000000..0x80fffffff, 256 MiB, above 4 GiB: /udmabuf reaches no further than 0xffffffff.',
          at: '0x8',
          related: [['a device that does not reach it', 'udmabuf']],
        },
      ],
    },
    {
      name: 'a driver that takes a pool where the device has one, on a device that has none',
      dts: board(high, 'video { compatible = "aspeed,ast2600-video-engine"; };'),
      findings: [
        {
          severity: 'warning',
          message:
            'The default CMA pool /reserved-memory/linux,cma lies at 0x800000000..0x83fffffff, 1 GiB, above 4 GiB: /video reaches no further than 0xffffffff.',
          at: '0x8',
        },
      ],
    },
  ],
});
