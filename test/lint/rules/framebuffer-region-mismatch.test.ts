import { framebufferRegionMismatch } from '../../../src/lint/rules/framebuffer-region-mismatch.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const board = (size: string, geometry: string, compatible = 'simple-framebuffer'): string =>
  reserved(
    `splash: splash@9d400000 { reg = <0x9d400000 ${size}>; no-map; };`,
    `chosen { fb: framebuffer { compatible = "${compatible}"; memory-region = <&splash>; ${geometry} }; };`,
  );
const full = 'width = <1080>; height = <1920>; stride = <4320>;';

ruleTest(framebufferRegionMismatch, {
  valid: [
    {
      name: 'a region that Linux places',
      dts: board('0x1000', full).replace('reg = <0x9d400000 0x1000>', 'size = <0x1000>'),
    },
    { name: 'room to spare', dts: board('0x800000', full) },
    { name: 'exactly its lines, though no whole pages', dts: board('0x7e9000', full) },
    { name: 'no stride, as a boot loader fills it in', dts: board('0x1000', 'height = <1920>;') },
    { name: 'another device', dts: board('0x1000', full, 'vendor,dpu') },
  ],
  invalid: [
    {
      name: 'one byte too few',
      dts: board('0x7e8fff', full),
      findings: [
        {
          severity: 'warning',
          message:
            '/chosen/framebuffer has 1920 lines of 4320 bytes, 0x7e9000 (7.91 MiB), and its region /reserved-memory/splash@9d400000 has 0x7e8fff (7.91 MiB).',
          at: 'height',
          related: [
            ['the size of its region', '0x7e8fff'],
            ['stride is set here', 'stride'],
          ],
          note: 'simpledrm takes the region for its memory, and draws behind its end.',
          help: 'Make the region 0x7e9000 (7.91 MiB), or correct stride and height.',
        },
      ],
    },
    {
      name: 'numbers whose product needs more than 32 bits',
      dts: board('0x800000', 'height = <0x10000>; stride = <0x10000>;'),
      findings: [
        {
          severity: 'warning',
          message:
            '/chosen/framebuffer has 65536 lines of 65536 bytes, 0x100000000 (4 GiB), and its region /reserved-memory/splash@9d400000 has 0x800000 (8 MiB).',
          at: 'height',
          related: [
            ['the size of its region', '0x800000'],
            ['stride is set here', 'stride'],
          ],
        },
      ],
    },
    {
      name: 'a size from a macro, and a height that an override sets',
      dts: `#define SPLASH 0x800000\n${board('SPLASH', full)}\n&fb { height = <2400>; };`,
      findings: [
        {
          severity: 'warning',
          message:
            '/chosen/framebuffer has 2400 lines of 4320 bytes, 0x9e3400 (9.89 MiB), and its region /reserved-memory/splash@9d400000 has 0x800000 (8 MiB).',
          at: 'height',
          related: [
            ['the size of its region', 'SPLASH'],
            ['stride is set here', 'stride'],
            ['SPLASH is defined here', 'SPLASH'],
          ],
        },
      ],
    },
  ],
});
