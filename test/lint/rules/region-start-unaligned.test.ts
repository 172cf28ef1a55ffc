import { regionStartUnaligned } from '../../../src/lint/rules/region-start-unaligned.ts';
import { profileOf, reserved, ruleTest, withoutMemory } from '../rule-test.ts';

const region = (reg: string, more = ''): string => reserved(`a: a@90000800 { reg = <${reg}>; ${more} };`);

ruleTest(regionStartUnaligned, {
  valid: [
    { name: 'whole pages', dts: region('0x90000000 0x1000') },
    { name: 'SRAM', dts: region('0x10000800 0x80') },
    { name: "SCMI's mailbox", dts: region('0x90000800 0x80', 'compatible = "arm,scmi-shmem";') },
    { name: 'a disabled region', dts: region('0x90000800 0x80', 'status = "disabled";') },
    { name: 'memory of unknown size', dts: withoutMemory(region('0x90000800 0x80')) },
  ],
  invalid: [
    {
      name: 'a base within a page',
      dts: region('0x90000800 0xf800'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@90000800 (0x90000800..0x9000ffff, 62 KiB) begins at 0x90000800, 0x800 (2 KiB) behind the start of a page of 0x1000 (4 KiB).',
          at: '0x90000800 0xf800',
          note: 'It shares that page with whatever lies before it; Linux prints nothing.',
          help: 'Whole pages are reg = <0x90000000 0x10000>;',
        },
      ],
    },
    {
      name: 'a coherent pool, which no device can have',
      dts: region('0x90000800 0xf800', 'compatible = "shared-dma-pool"; no-map;'),
      findings: [
        {
          severity: 'error',
          message:
            'The pool /reserved-memory/a@90000800 (0x90000800..0x9000ffff, 62 KiB) begins at 0x90000800, 0x800 (2 KiB) behind the start of a page of 0x1000 (4 KiB).',
          at: '0x90000800 0xf800',
          note: 'No device can attach to it.',
          help: 'Whole pages are reg = <0x90000000 0x10000>;',
        },
      ],
    },
    {
      name: 'a size that is no whole page, as an info',
      dts: region('0x90000000 0x1800'),
      findings: [
        {
          severity: 'info',
          message:
            'The size 0x1800 (6 KiB) of /reserved-memory/a@90000800 (0x90000000..0x900017ff, 6 KiB) is no multiple of 0x1000 (4 KiB), a page.',
          at: '0x1800',
          note: 'Linux keeps the rest of the last page from others, and prints nothing.',
          help: 'Whole pages are reg = <0x90000000 0x2000>;',
        },
      ],
    },
    {
      name: 'pages of 64 KiB',
      dts: region('0x90001000 0xf000'),
      input: { profile: profileOf({ pageSize: 65536 }) },
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@90000800 (0x90001000..0x9000ffff, 60 KiB) begins at 0x90001000, 0x1000 (4 KiB) behind the start of a page of 0x10000 (64 KiB).',
          at: '0x90001000 0xf000',
          help: 'Whole pages are reg = <0x90000000 0x10000>;',
        },
      ],
    },
    {
      name: 'a base from a macro',
      dts: `#define LOG 0x90000400\n${region('LOG 0xc00')}`,
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@90000800 (0x90000400..0x90000fff, 3 KiB) begins at 0x90000400, 0x400 (1 KiB) behind the start of a page of 0x1000 (4 KiB).',
          at: 'LOG 0xc00',
          related: [['LOG is defined here', 'LOG']],
        },
      ],
    },
    {
      name: 'a no-map region that is no pool, as a warning',
      dts: region('0x90000800 0xf800', 'no-map;'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@90000800 (0x90000800..0x9000ffff, 62 KiB) begins at 0x90000800, 0x800 (2 KiB) behind the start of a page of 0x1000 (4 KiB).',
          at: '0x90000800 0xf800',
        },
      ],
    },
  ],
});
