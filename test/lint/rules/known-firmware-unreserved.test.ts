import { knownFirmwareUnreserved } from '../../../src/lint/rules/known-firmware-unreserved.ts';
import { reserved, ruleTest, withoutMemory } from '../rule-test.ts';

const board = (compatible: string, regions = '', memory = '0x40000000 0x20000000'): string =>
  `${reserved(regions).replace('0x80000000 0x40000000', memory)}\n/ { compatible = "vendor,board", "${compatible}"; };`;

ruleTest(knownFirmwareUnreserved, {
  valid: [
    {
      name: 'an overlay for the chip',
      dts: '/dts-v1/; /plugin/; / { compatible = "mediatek,mt8516"; };',
    },
    {
      name: 'a region over all of it',
      dts: board('mediatek,mt8516', 'fw@43000000 { reg = <0x43000000 0x30000>; no-map; };'),
    },
    {
      name: 'a /memreserve/ entry',
      dts: board('mediatek,mt8516').replace('/dts-v1/;', '/dts-v1/; /memreserve/ 0x43000000 0x30000;'),
    },
    { name: 'a chip that is not known', dts: board('vendor,chip') },
    { name: 'memory that leaves it out', dts: board('mediatek,mt8516', '', '0x44000000 0x1c000000') },
    { name: 'unknown memory', dts: withoutMemory(board('mediatek,mt8516', '', '0x80000000 0x40000000')) },
  ],
  invalid: [
    {
      name: 'the second of two banks, which it lies in',
      dts: board('mediatek,mt8516', '', '0x80000000 0x1000000>, <0x40000000 0x20000000'),
      findings: [
        {
          severity: 'warning',
          message:
            '0x43000000..0x4302ffff, 192 KiB is Trusted Firmware (BL31) on mediatek,mt8516, and 192 KiB of it are free for Linux.',
          at: '0x40000000',
        },
      ],
    },
    {
      name: 'nothing reserved',
      dts: board('mediatek,mt8516'),
      findings: [
        {
          severity: 'warning',
          message:
            '0x43000000..0x4302ffff, 192 KiB is Trusted Firmware (BL31) on mediatek,mt8516, and 192 KiB of it are free for Linux.',
          at: '0x40000000',
          related: [['regions stand here', 'reserved-memory']],
          note: 'Known from arm64/mediatek/mt8516.dtsi, secmon@43000000 (6b2a638f1caa: 192 KiB, before 128 KiB).',
          help: 'Add a no-map region with reg = <0x43000000 0x30000>.',
        },
      ],
    },
    {
      name: 'a region that is too small',
      dts: board('mediatek,mt8516', 'fw@43000000 { reg = <0x43000000 0x20000>; no-map; };'),
      findings: [
        {
          severity: 'warning',
          message:
            '0x43000000..0x4302ffff, 192 KiB is Trusted Firmware (BL31) on mediatek,mt8516, and 64 KiB of it are free for Linux.',
          at: '0x40000000',
          related: [['regions stand here', 'reserved-memory']],
        },
      ],
    },
    {
      name: 'two places of one chip',
      dts: board('amlogic,meson-gxl', '', '0x0 0x40000000'),
      findings: [
        {
          severity: 'warning',
          message:
            '0x10000000..0x101fffff, 2 MiB is Trusted Firmware (BL31) on amlogic,meson-gxl, and 2 MiB of it are free for Linux.',
          at: '0x0',
          related: [['regions stand here', 'reserved-memory']],
        },
        {
          severity: 'warning',
          message:
            "0x5000000..0x52fffff, 3 MiB is Trusted Firmware (BL31) of the vendor's newer loaders on amlogic,meson-gxl, and 3 MiB of it are free for Linux.",
          at: '0x0',
          related: [['regions stand here', 'reserved-memory']],
        },
      ],
    },
    {
      name: 'a region that an override disables, in a bank from a macro',
      dts: `#define BANK 0x40000000 0x20000000\n${board('mediatek,mt8516', 'fw: fw@43000000 { reg = <0x43000000 0x30000>; no-map; };', 'BANK')}\n&fw { status = "disabled"; };`,
      findings: [
        {
          severity: 'warning',
          message:
            '0x43000000..0x4302ffff, 192 KiB is Trusted Firmware (BL31) on mediatek,mt8516, and 192 KiB of it are free for Linux.',
          at: 'BANK',
          related: [
            ['regions stand here', 'reserved-memory'],
            ['BANK is defined here', 'BANK'],
          ],
        },
      ],
    },
  ],
});
