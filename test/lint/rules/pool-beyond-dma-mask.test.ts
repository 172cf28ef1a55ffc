import { poolBeyondDmaMask } from '../../../src/lint/rules/pool-beyond-dma-mask.ts';
import { ruleTest, withoutProfile } from '../rule-test.ts';

const board = (place: string, compatible: string, more = '', mode = 'no-map;'): string => `/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	memory@80000000 { device_type = "memory"; reg = <0x0 0x80000000 0x0 0x40000000>, <0x8 0x0 0x0 0x80000000>; };
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		pool: pool { compatible = "shared-dma-pool"; ${place} ${mode} };
	};
	bus {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		${more}
		dev: dev { compatible = "${compatible}"; memory-region = <&pool>; };
	};
};`;
const low = 'reg = <0x0 0x90000000 0x0 0x1000000>;';
const high = 'reg = <0x8 0x60000000 0x0 0x1000000>;';
const video = 'aspeed,ast2600-video-engine';

ruleTest(poolBeyondDmaMask, {
  valid: [
    {
      name: 'a window that carries it to the byte',
      dts: board(low, video, 'dma-ranges = <0x0 0x0 0x0 0x90000000 0x0 0x1000000>;'),
    },
    {
      name: 'a region that is disabled',
      dts: board(`${high} status = "disabled";`, video),
    },
    {
      name: 'a region that is no pool',
      dts: board(high, video).replace('compatible = "shared-dma-pool";', ''),
    },
    { name: 'a pool below 4 GiB', dts: board(low, video) },
    { name: 'a driver that sets a wider mask', dts: board(high, 'arm,mali-d71') },
    { name: 'a device behind an IOMMU', dts: board(high, video, 'iommus = <0>;') },
    { name: 'a driver that only maps the region', dts: board(high, 'qcom,sdm845-slpi-pas') },
    { name: 'no profile', dts: board(high, video), input: withoutProfile('mips') },
    {
      name: 'windows that carry it',
      dts: board(low, video, 'dma-ranges = <0x0 0x0 0x0 0x80000000 0x0 0x40000000>;'),
    },
    { name: 'a pool that finds no place', dts: board('size = <0x10 0x0>;', video, '', 'reusable;') },
  ],
  invalid: [
    {
      name: 'a window that begins behind the pool',
      dts: board(low, 'vendor,dma', 'dma-ranges = <0x0 0x0 0x0 0x90800000 0x0 0x1000000>;'),
      findings: [
        {
          severity: 'error',
          message:
            '/bus/dev is given /reserved-memory/pool (0x90000000..0x90ffffff, 16 MiB), and dma-ranges of its bus do not carry all of it.',
          at: '&pool',
        },
      ],
    },
    {
      name: 'a driver that leaves 32 bits',
      dts: board(high, video),
      findings: [
        {
          severity: 'error',
          message:
            '/bus/dev is given /reserved-memory/pool (0x860000000..0x860ffffff, 16 MiB), and reaches no further than 0xffffffff.',
          at: '&pool',
          related: [['pool lies here', '0x8']],
          note: 'Linux hands out addresses that the device cuts off: it reads and writes elsewhere.',
          help: 'Move the pool below 0x100000000.',
        },
      ],
    },
    {
      name: 'a driver that is not known, as an info',
      dts: board(high, 'vendor,dma'),
      findings: [
        {
          severity: 'info',
          message:
            '/bus/dev is given /reserved-memory/pool (0x860000000..0x860ffffff, 16 MiB), and reaches no further than 0xffffffff unless its driver sets a wider mask.',
          at: '&pool',
          related: [['pool lies here', '0x8']],
        },
      ],
    },
    {
      name: 'a pool that Linux places at the top',
      dts: board('size = <0x0 0x1000000>;', video, '', 'reusable;'),
      findings: [
        {
          severity: 'error',
          message:
            '/bus/dev is given /reserved-memory/pool (0x87f000000..0x87fffffff, 16 MiB), and reaches no further than 0xffffffff.',
          at: '&pool',
          related: [['pool lies here', 'pool']],
          note: 'Linux gives the pages back: each allocation fails, or comes from elsewhere.',
          help: 'Move the pool below 0x100000000.',
        },
      ],
    },
    {
      name: 'windows that carry half of it, whoever the driver is',
      dts: board(low, 'vendor,dma', 'dma-ranges = <0x0 0x0 0x0 0x80000000 0x0 0x10800000>;'),
      findings: [
        {
          severity: 'error',
          message:
            '/bus/dev is given /reserved-memory/pool (0x90000000..0x90ffffff, 16 MiB), and dma-ranges of its bus do not carry all of it.',
          at: '&pool',
          related: [['pool lies here', '0x0']],
          note: 'Linux hands out addresses that the device cuts off: it reads and writes elsewhere.',
          help: 'Move the pool below 0x10800000, as the device sees it, inside dma-ranges.',
        },
      ],
    },
    {
      name: 'a pool that an override moves, by a macro',
      dts: `#define HIGH 0x8 0x0\n${board(low, video)}\n&pool { reg = <HIGH 0x0 0x1000000>; };`,
      findings: [
        {
          severity: 'error',
          message:
            '/bus/dev is given /reserved-memory/pool (0x800000000..0x800ffffff, 16 MiB), and reaches no further than 0xffffffff.',
          at: '&pool',
          related: [['pool lies here', 'HIGH']],
        },
      ],
    },
    {
      name: 'a pool that the window carries to the byte, above what an unknown driver is sure to reach',
      dts: board(high, 'vendor,dma', 'dma-ranges = <0x1 0x0 0x8 0x60000000 0x0 0x1000000>;'),
      findings: [
        {
          severity: 'info',
          message:
            '/bus/dev is given /reserved-memory/pool (0x860000000..0x860ffffff, 16 MiB), and reaches no further than 0xffffffff unless its driver sets a wider mask.',
          at: '&pool',
        },
      ],
    },
  ],
});
