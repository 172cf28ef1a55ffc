import { addressPropertyOutsideRegion } from '../../../src/lint/rules/address-property-outside-region.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const splash = 'splash: splash@9d400000 { reg = <0x9d400000 0x800000>; no-map; };';
const framebuffer = (reg: string, more = 'memory-region = <&splash>;'): string =>
  reserved(
    splash,
    `chosen { #address-cells = <1>; #size-cells = <1>; ranges;
		fb: framebuffer { compatible = "simple-framebuffer"; reg = <${reg}>; ${more} }; };`,
  );

ruleTest(addressPropertyOutsideRegion, {
  valid: [
    {
      name: 'a region that Linux places',
      dts: framebuffer('0x90000000 0x1000').replace('reg = <0x9d400000 0x800000>', 'size = <0x800000>'),
    },
    { name: 'a size that is not known yet', dts: framebuffer('0x90000000 0x0') },
    {
      name: 'a framebuffer below another node, which a window leads to',
      dts: reserved(
        splash,
        `bus { #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x9d400000 0x800000>;
		fb: framebuffer@0 { compatible = "simple-framebuffer"; reg = <0x0 0x800000>; memory-region = <&splash>; }; };`,
      ),
    },
    {
      name: 'a bus that no window leads to',
      dts: reserved(
        splash,
        `bus { #address-cells = <1>; #size-cells = <1>;
		fb: framebuffer@0 { compatible = "simple-framebuffer"; reg = <0x0 0x800000>; memory-region = <&splash>; }; };`,
      ),
    },
    {
      name: 'a framebuffer of /chosen that has no ranges',
      dts: framebuffer('0x9d400000 0x800000').replace('ranges;\n\t\tfb', '\n\t\tfb'),
    },
    { name: 'the same range', dts: framebuffer('0x9d400000 0x800000') },
    { name: 'a part of it', dts: framebuffer('0x9d500000 0x1000') },
    { name: 'no region beside it', dts: framebuffer('0x90000000 0x1000', '') },
    {
      name: 'a device whose reg are its registers',
      dts: framebuffer('0x10000000 0x1000').replace('simple-framebuffer', 'vendor,dpu'),
    },
    {
      name: 'a disabled device',
      dts: framebuffer('0x90000000 0x1000', 'memory-region = <&splash>; status = "disabled";'),
    },
  ],
  invalid: [
    {
      name: 'the same in /chosen without ranges',
      dts: framebuffer('0x9c000000 0x800000').replace('ranges;\n\t\tfb', '\n\t\tfb'),
      findings: [
        {
          severity: 'warning',
          message:
            'reg of /chosen/framebuffer is 0x9c000000..0x9c7fffff, 8 MiB, which is not inside its region /reserved-memory/splash@9d400000 (0x9d400000..0x9dbfffff, 8 MiB).',
          at: '0x9c000000',
        },
      ],
    },
    {
      name: 'another range',
      dts: framebuffer('0x9c000000 0x800000'),
      findings: [
        {
          severity: 'warning',
          message:
            'reg of /chosen/framebuffer is 0x9c000000..0x9c7fffff, 8 MiB, which is not inside its region /reserved-memory/splash@9d400000 (0x9d400000..0x9dbfffff, 8 MiB).',
          at: '0x9c000000',
          related: [['splash@9d400000 lies here', '0x9d400000']],
          note: 'Linux reserves the region, and the driver uses the address: memory that others get.',
          help: 'Make reg and /reserved-memory/splash@9d400000 say the same.',
        },
      ],
    },
    {
      name: 'one byte too many',
      dts: framebuffer('0x9d400000 0x800001'),
      findings: [
        {
          severity: 'warning',
          message:
            'reg of /chosen/framebuffer is 0x9d400000..0x9dc00000, 8 MiB, which is not inside its region /reserved-memory/splash@9d400000 (0x9d400000..0x9dbfffff, 8 MiB).',
          at: '0x9d400000',
          related: [['splash@9d400000 lies here', '0x9d400000']],
        },
      ],
    },
    {
      name: 'the buffer of an older ramoops',
      dts: reserved(
        splash,
        'ramoops { compatible = "ramoops"; memory-region = <&splash>; android,ramoops-buffer-start = <0x0 0x9e900000>; android,ramoops-buffer-size = <0x0 0x100000>; };',
      ),
      findings: [
        {
          severity: 'warning',
          message:
            'android,ramoops-buffer-start of /ramoops is 0x9e900000..0x9e9fffff, 1 MiB, which is not inside its region /reserved-memory/splash@9d400000 (0x9d400000..0x9dbfffff, 8 MiB).',
          at: '0x0',
          related: [['splash@9d400000 lies here', '0x9d400000']],
        },
      ],
    },
    {
      name: 'a region that an override moves, through a macro',
      dts: `#define SPLASH 0x9e000000\n${framebuffer('0x9d400000 0x800000')}\n&splash { reg = <SPLASH 0x800000>; };`,
      findings: [
        {
          severity: 'warning',
          message:
            'reg of /chosen/framebuffer is 0x9d400000..0x9dbfffff, 8 MiB, which is not inside its region /reserved-memory/splash@9d400000 (0x9e000000..0x9e7fffff, 8 MiB).',
          at: '0x9d400000',
          related: [
            ['splash@9d400000 lies here', 'SPLASH'],
            ['SPLASH is defined here', 'SPLASH'],
          ],
        },
      ],
    },
  ],
});
