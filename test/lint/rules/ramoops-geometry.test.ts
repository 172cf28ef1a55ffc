import { ramoopsGeometry } from '../../../src/lint/rules/ramoops-geometry.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const region = (size: string, parts: string): string =>
  `pstore: ramoops@90000000 { compatible = "ramoops"; reg = <0x90000000 ${size}>; ${parts} };`;

ruleTest(ramoopsGeometry, {
  valid: [
    {
      name: 'parts that fill it to the byte',
      dts: reserved(region('0x40000', 'record-size = <0x20000>; console-size = <0x20000>;')),
    },
    { name: 'a console alone', dts: reserved(region('0x40000', 'console-size = <0x40000>;')) },
    {
      name: 'a region that is no power of two',
      dts: reserved(region('0x30000', 'record-size = <0x8000>; console-size = <0x10000>;')),
    },
    {
      name: 'another region',
      dts: reserved('fw@90000000 { reg = <0x90000000 0x1000>; console-size = <0x123>; };'),
    },
    { name: 'a disabled one', dts: reserved(region('0x1000', 'status = "disabled";')) },
    {
      name: 'one that Linux places',
      dts: reserved('ramoops { compatible = "ramoops"; size = <0x40000>; record-size = <0x20000>; };'),
    },
  ],
  invalid: [
    {
      name: 'no part',
      dts: reserved(region('0x40000', '')),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/ramoops@90000000 has none of record-size, console-size, ftrace-size and pmsg-size.',
          at: 'ramoops@90000000',
          note: 'ramoops prints "The memory size and the record/console size must be non-zero", and keeps nothing.',
          help: 'Add record-size = <0x20000>, or console-size.',
        },
      ],
    },
    {
      name: 'nothing left for records',
      dts: reserved(region('0x40000', 'record-size = <0x10000>; console-size = <0x40000>;')),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/ramoops@90000000 has 0x40000 (256 KiB), of which console, ftrace and pmsg leave nothing: no room for one record of 0x10000 (64 KiB).',
          at: '0x40000',
          related: [
            ['record-size is set here', 'record-size'],
            ['console-size is set here', 'console-size'],
          ],
          note: 'ramoops keeps no dump of an oops, and prints nothing about it.',
          help: 'Make the parts smaller, or the region 0x50000 (320 KiB).',
        },
      ],
    },
    {
      name: 'less than a record left',
      dts: reserved(region('0x48000', 'record-size = <0x10000>; console-size = <0x40000>;')),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/ramoops@90000000 has 0x48000 (288 KiB), of which console, ftrace and pmsg leave 0x8000 (32 KiB): no room for one record of 0x10000 (64 KiB).',
          at: '0x48000',
          related: [
            ['record-size is set here', 'record-size'],
            ['console-size is set here', 'console-size'],
          ],
          note: 'ramoops prints "record count == 0", and its probe fails.',
          help: 'Make the parts smaller, or the region 0x50000 (320 KiB).',
        },
      ],
    },
    {
      name: 'more than there is',
      dts: reserved(region('0x40000', 'console-size = <0x40000>; pmsg-size = <0x10000>;')),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/ramoops@90000000 has 0x40000 (256 KiB), and console, ftrace and pmsg ask for 0x50000 (320 KiB).',
          at: '0x40000',
          related: [
            ['console-size is set here', 'console-size'],
            ['pmsg-size is set here', 'pmsg-size'],
          ],
          note: 'ramoops prints "no room for" the part that does not fit, and its probe fails.',
          help: 'Make the parts smaller, or the region 0x50000 (320 KiB).',
        },
      ],
    },
    {
      name: 'a part that is no power of two',
      dts: reserved(region('0x80000', 'console-size = <0x60000>;')),
      findings: [
        {
          severity: 'warning',
          message:
            'console-size of /reserved-memory/ramoops@90000000 is 0x60000 (384 KiB), no power of two: Linux uses 0x40000 (256 KiB) of it.',
          at: '0x60000',
        },
      ],
    },
    {
      name: 'a part that an override enlarges, by a macro',
      dts: `#define CONSOLE 0x18000\n${reserved(region('0x80000', 'console-size = <0x10000>;'))}\n&pstore { console-size = <CONSOLE>; };`,
      findings: [
        {
          severity: 'warning',
          message:
            'console-size of /reserved-memory/ramoops@90000000 is 0x18000 (96 KiB), no power of two: Linux uses 0x10000 (64 KiB) of it.',
          at: 'CONSOLE',
          related: [['CONSOLE is defined here', 'CONSOLE']],
        },
      ],
    },
  ],
});
