import { iommuAddressesInvalid } from '../../../src/lint/rules/iommu-addresses-invalid.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const region = (addresses: string, more = 'reg = <0x90000000 0x800000>;'): string =>
  `fb: fb@90000000 { ${more} iommu-addresses = ${addresses}; };`;
const display = 'display: display { compatible = "vendor,display"; memory-region = <&fb>; };';
const bus = (dmaRanges: string): string => `bus {
		#address-cells = <2>; #size-cells = <1>; ranges = <0x0 0x0 0x10000000 0x1000000>; ${dmaRanges}
		display: display@1000 { compatible = "vendor,display"; reg = <0x0 0x1000 0x100>; memory-region = <&fb>; };
	};`;

ruleTest(iommuAddressesInvalid, {
  valid: [
    {
      name: 'an entry of a device with the region',
      dts: reserved(region('<&display 0x90000000 0x800000>'), display),
    },
    {
      name: 'a hole in the addresses of a device, without memory behind it',
      dts: reserved(region('<&display 0x0 0x1000>', ''), display),
    },
    {
      name: "the cells of the device's own bus",
      dts: reserved(region('<&display 0x1 0x90000000 0x800000>'), bus('')),
    },
    {
      name: 'two entries',
      dts: reserved(region('<&display 0x90000000 0x1000>, <&display 0xa0000000 0x1000>'), display),
    },
    { name: 'a disabled region', dts: reserved(region('<0>', 'status = "disabled";'), display) },
    {
      name: 'an overlay, whose phandles are filled in when it is applied',
      dts: '/dts-v1/; /plugin/; &{/} { reserved-memory { fb { iommu-addresses = <&display 0x0 0x1000>; }; }; };',
    },
    {
      name: 'addresses inside dma-ranges',
      dts: reserved(
        region('<&display 0x0 0x1000 0x1000>'),
        bus('dma-ranges = <0x0 0x0 0x80000000 0x40000000>;'),
      ),
    },
  ],
  invalid: [
    {
      name: 'a device without the region',
      dts: reserved(region('<&other 0x90000000 0x1000>'), `${display} other: other { };`),
      findings: [
        {
          severity: 'error',
          message:
            'iommu-addresses of /reserved-memory/fb@90000000 names /other, which does not have the region in its memory-region: nothing is reserved.',
          at: '&other',
          related: [['/other is defined here', 'other']],
          note: 'Linux reads the property only as it walks the memory-region of that device.',
          help: 'Add /reserved-memory/fb@90000000 to memory-region of /other.',
        },
      ],
    },
    {
      name: 'a phandle of nothing',
      dts: reserved(region('<0x77 0x90000000 0x1000>'), display),
      findings: [
        {
          severity: 'error',
          message:
            'Entry 0 of iommu-addresses of /reserved-memory/fb@90000000 is 0x77, and no node has that phandle.',
          at: '0x77',
        },
      ],
    },
    {
      name: 'too few cells',
      dts: reserved(region('<&display 0x90000000 0x800000>'), bus('')),
      findings: [
        {
          severity: 'error',
          message:
            'Entry 0 of iommu-addresses of /reserved-memory/fb@90000000 has 8 bytes, and /bus/display@1000 has 12 for an address and a size.',
          at: '&display',
          related: [['/bus/display@1000 is defined here', 'display@1000']],
        },
      ],
    },
    {
      name: 'an empty range',
      dts: reserved(region('<&display 0x90000000 0x0>'), display),
      findings: [
        {
          severity: 'error',
          message:
            'Entry 0 of iommu-addresses of /reserved-memory/fb@90000000 is empty: it reserves nothing for /display.',
          at: '&display',
          related: [['/display is defined here', 'display']],
        },
      ],
    },
    {
      name: 'addresses outside dma-ranges, through a macro',
      dts: `#define IOVA 0x1 0x0\n${reserved(region('<&display IOVA 0x1000>'), bus('dma-ranges = <0x0 0x0 0x80000000 0x40000000>;'))}`,
      findings: [
        {
          severity: 'error',
          message:
            'Entry 0 of iommu-addresses of /reserved-memory/fb@90000000 (0x100000000..0x100000fff, 4 KiB) lies outside what dma-ranges let /bus/display@1000 address.',
          at: '&display',
          related: [['/bus/display@1000 is defined here', 'display@1000']],
        },
      ],
    },
    {
      name: 'addresses from the end of dma-ranges on',
      dts: reserved(
        region('<&display 0x0 0x40000000 0x1000>'),
        bus('dma-ranges = <0x0 0x0 0x80000000 0x40000000>;'),
      ),
      findings: [
        {
          severity: 'error',
          message:
            'Entry 0 of iommu-addresses of /reserved-memory/fb@90000000 (0x40000000..0x40000fff, 4 KiB) lies outside what dma-ranges let /bus/display@1000 address.',
          at: '&display',
        },
      ],
    },
    {
      name: 'addresses up to the start of dma-ranges',
      dts: reserved(
        region('<&display 0x0 0xffff000 0x1000>'),
        bus('dma-ranges = <0x0 0x10000000 0x80000000 0x40000000>;'),
      ),
      findings: [
        {
          severity: 'error',
          message:
            'Entry 0 of iommu-addresses of /reserved-memory/fb@90000000 (0xffff000..0xfffffff, 4 KiB) lies outside what dma-ranges let /bus/display@1000 address.',
          at: '&display',
        },
      ],
    },
  ],
});
