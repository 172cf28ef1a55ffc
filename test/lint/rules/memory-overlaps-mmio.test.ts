import { memoryOverlapsMmio } from '../../../src/lint/rules/memory-overlaps-mmio.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const device = (unit: string, more = 'interrupts = <1>;'): string =>
  `soc { #address-cells = <1>; #size-cells = <1>; ranges; uart@${unit} { compatible = "ns16550a"; reg = <0x${unit} 0x1000>; ${more} }; };`;

ruleTest(memoryOverlapsMmio, {
  valid: [
    {
      name: 'a reg that is too short for the bus',
      dts: reserved('', device('90000000').replace('0x90000000 0x1000', '0x90000000')),
    },
    {
      name: 'a device on a bus without sizes',
      dts: reserved(
        '',
        device('90000000')
          .replace('#size-cells = <1>', '#size-cells = <0>')
          .replace('<0x90000000 0x1000>', '<0x90000000>'),
      ),
    },
    { name: 'registers behind the bank', dts: reserved('', device('c0000000')) },
    { name: 'a device that is memory: nothing interrupts there', dts: reserved('', device('90000000', '')) },
    {
      name: 'a device with its buffers in RAM',
      dts: reserved(
        'a: a@90000000 { reg = <0x90000000 0x1000>; };',
        device('90000000', 'interrupts = <1>; memory-region = <&a>;'),
      ),
    },
    {
      name: 'a disabled device',
      dts: reserved('', device('90000000', 'interrupts = <1>; status = "disabled";')),
    },
    {
      name: "an offset within the parent's registers",
      dts: reserved('', device('90000000').replace('reg = <0x90000000', 'reg = <0x80000150')),
    },
    {
      name: 'memory that the user tells',
      dts: reserved('', device('90000000')),
      input: { memory: [{ base: 0x80000000n, size: 0x20000000n }] },
    },
    { name: 'a bus that no window leads to', dts: reserved('', device('90000000').replace('ranges;', '')) },
    {
      name: 'a region that interrupts, as a mailbox in RAM does',
      dts: reserved(
        'mailbox@90000000 { compatible = "vendor,mailbox"; reg = <0x90000000 0x1000>; interrupts = <1>; };',
      ),
    },
    {
      name: 'a device without registers',
      dts: reserved('', device('90000000').replace('reg = <0x90000000 0x1000>; ', '')),
    },
  ],
  invalid: [
    {
      name: 'the one device of two that lies in the bank',
      dts: reserved('', `${device('90000000')} ${device('c0000000').replace('soc', 'bus')}`),
      findings: [
        {
          severity: 'error',
          message:
            'Bank 0 of /memory@80000000 (0x80000000..0xbfffffff, 1 GiB) covers 0x1000 (4 KiB) of the registers of 1 device, /soc/uart@90000000 (0x90000000..0x90000fff, 4 KiB) first.',
          at: '0x80000000 0x40000000',
        },
      ],
    },
    {
      name: 'the one bank of two that covers registers',
      dts: reserved('', device('90000000')).replace(
        '<0x80000000 0x40000000>',
        '<0x80000000 0x40000000>, <0xe0000000 0x1000000>',
      ),
      findings: [
        {
          severity: 'error',
          message:
            'Bank 0 of /memory@80000000 (0x80000000..0xbfffffff, 1 GiB) covers 0x1000 (4 KiB) of the registers of 1 device, /soc/uart@90000000 (0x90000000..0x90000fff, 4 KiB) first.',
          at: '0x80000000 0x40000000',
        },
      ],
    },
    {
      name: 'two devices, of which the lower is named',
      dts: `${reserved('', `${device('98000000')} ${device('90000000').replace('soc', 'bus')}`)}`,
      findings: [
        {
          severity: 'error',
          message:
            'Bank 0 of /memory@80000000 (0x80000000..0xbfffffff, 1 GiB) covers 0x2000 (8 KiB) of the registers of 2 devices, /bus/uart@90000000 (0x90000000..0x90000fff, 4 KiB) first.',
          at: '0x80000000 0x40000000',
          help: 'End the bank at 0x90000000, and begin another behind the devices.',
        },
      ],
    },
    {
      name: 'registers within a bank',
      dts: reserved('', device('90000000')),
      findings: [
        {
          severity: 'error',
          message:
            'Bank 0 of /memory@80000000 (0x80000000..0xbfffffff, 1 GiB) covers 0x1000 (4 KiB) of the registers of 1 device, /soc/uart@90000000 (0x90000000..0x90000fff, 4 KiB) first.',
          at: '0x80000000 0x40000000',
          related: [['uart@90000000 has its registers here', 'reg']],
          note: 'Linux takes the bank for RAM, and prints nothing; its drivers cannot map the registers.',
          help: 'End the bank at 0x90000000, and begin another behind the devices.',
        },
      ],
    },
    {
      name: 'registers of a bus whose window leads there',
      dts: reserved('', device('1000').replace('ranges;', 'ranges = <0x0 0x90000000 0x10000>;')),
      findings: [
        {
          severity: 'error',
          message:
            'Bank 0 of /memory@80000000 (0x80000000..0xbfffffff, 1 GiB) covers 0x1000 (4 KiB) of the registers of 1 device, /soc/uart@1000 (0x90001000..0x90001fff, 4 KiB) first.',
          at: '0x80000000 0x40000000',
        },
      ],
    },
    {
      name: 'a bank that an override of another block enlarges',
      dts: `${reserved('', device('fe000000'))} / { memory@80000000 { reg = <0x80000000 0x80000000>; }; };`,
      findings: [
        {
          severity: 'error',
          message:
            'Bank 0 of /memory@80000000 (0x80000000..0xffffffff, 2 GiB) covers 0x1000 (4 KiB) of the registers of 1 device, /soc/uart@fe000000 (0xfe000000..0xfe000fff, 4 KiB) first.',
          at: '0x80000000 0x80000000',
          help: 'End the bank at 0xfe000000, and begin another behind the devices.',
        },
      ],
    },
    {
      name: 'a board whose firmware writes the memory node',
      dts: `${reserved('', device('90000000'))} / { compatible = "raspberrypi,3-model-b", "brcm,bcm2837"; };`,
      findings: [
        {
          severity: 'warning',
          message:
            'Bank 0 of /memory@80000000 (0x80000000..0xbfffffff, 1 GiB) covers 0x1000 (4 KiB) of the registers of 1 device, /soc/uart@90000000 (0x90000000..0x90000fff, 4 KiB) first.',
          at: '0x80000000 0x40000000',
          note: "Usually the Raspberry Pi's firmware writes the memory node anew; a kernel that gets it as it stands takes registers for RAM.",
        },
      ],
    },
    {
      name: 'two devices with the same registers, of which the first is named',
      dts: reserved('', `${device('90000000')} ${device('90000000').replace('soc', 'bus')}`),
      findings: [
        {
          severity: 'error',
          message:
            'Bank 0 of /memory@80000000 (0x80000000..0xbfffffff, 1 GiB) covers 0x2000 (8 KiB) of the registers of 2 devices, /soc/uart@90000000 (0x90000000..0x90000fff, 4 KiB) first.',
          at: '0x80000000 0x40000000',
        },
      ],
    },
  ],
});
