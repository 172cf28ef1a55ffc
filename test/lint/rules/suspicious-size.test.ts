import { suspiciousSize } from '../../../src/lint/rules/suspicious-size.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const region = (size: string, more = ''): string =>
  reserved(`a: a@90000000 { reg = <0x90000000 ${size}>; }; ${more}`);
const next = (base: string): string => `b@${base} { reg = <0x${base} 0x1000>; };`;

ruleTest(suspiciousSize, {
  valid: [
    { name: 'a small region just below a power of two', dts: region('0xff800', next('900ff000')) },
    {
      name: 'a size well below a power of two, though nobody keeps what is between',
      dts: region('0xf00000', next('91000000')),
    },
    {
      name: 'a comment in the last line, which no line follows',
      dts: `${reserved('a: a@90000000 { };')} &a { reg = <0x90000000 0x7d000>; }; // 500 KiB as of TF-A 2.9`,
    },
    { name: 'a power of two', dts: region('0x80000') },
    { name: 'a neighbour right behind', dts: region('0x7d000', next('9007d000')) },
    { name: 'no room for more', dts: region('0x7d000', next('9007e000')) },
    {
      name: 'a page below a power of two, with more room than that',
      dts: region('0xfff000', next('92000000')),
    },
    { name: 'a size with a comment', dts: region('0x7d000> /* 500 KiB as of TF-A 2.9 */; x = <0') },
    { name: 'a picture', dts: reserved('framebuffer@90000000 { reg = <0x90000000 0x7d000>; };') },
  ],
  invalid: [
    {
      name: 'a comment that stands in another line',
      dts: `${region('0x7d000')} /* the end */`,
      findings: [
        {
          severity: 'info',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x9007cfff, 500 KiB) has 500 KiB, round in decimal; 0x80000 (512 KiB) would fit, and nobody keeps the gap behind it.',
          at: '0x7d000',
        },
      ],
    },
    {
      name: 'the 256th part less than 1 MiB, to the byte',
      dts: region('0xff000', next('90100000')),
      findings: [
        {
          severity: 'info',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x900fefff, 1020 KiB) ends 0x1000 (4 KiB) before 0x100000 (1 MiB), and nobody keeps the gap behind it.',
          at: '0xff000',
        },
      ],
    },
    {
      name: 'a size in the last line, without a comment',
      dts: `${reserved('a: a@90000000 { };')} /* moved */ &a { reg = <0x90000000 0x7d000>; };`,
      findings: [
        {
          severity: 'info',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x9007cfff, 500 KiB) has 500 KiB, round in decimal; 0x80000 (512 KiB) would fit, and nobody keeps the gap behind it.',
          at: '0x7d000',
        },
      ],
    },
    {
      name: '500 KiB',
      dts: region('0x7d000'),
      findings: [
        {
          severity: 'info',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x9007cfff, 500 KiB) has 500 KiB, round in decimal; 0x80000 (512 KiB) would fit, and nobody keeps the gap behind it.',
          at: '0x7d000',
          note: 'Linux reserves what is written, and prints nothing.',
          help: 'If 0x80000 (512 KiB) were meant, write the size so; else leave a comment.',
        },
      ],
    },
    {
      name: '16000 KiB',
      dts: region('0xfa0000'),
      findings: [
        {
          severity: 'info',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x90f9ffff, 15.63 MiB) has 16000 KiB, round in decimal; 0x1000000 (16 MiB) would fit, and nobody keeps the gap behind it.',
          at: '0xfa0000',
          help: 'If 0x1000000 (16 MiB) were meant, write the size so; else leave a comment.',
        },
      ],
    },
    {
      name: 'a page below 16 MiB, and nobody keeps it',
      dts: region('0xfff000', next('91000000')),
      findings: [
        {
          severity: 'info',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x90ffefff, 16 MiB) ends 0x1000 (4 KiB) before 0x1000000 (16 MiB), and nobody keeps the gap behind it.',
          at: '0xfff000',
          help: 'If 0x1000000 (16 MiB) were meant, write the size so; else leave a comment.',
        },
      ],
    },
    {
      name: 'an override',
      dts: `${region('0x80000')} &a { reg = <0x90000000 0x7d000>; };`,
      findings: [
        {
          severity: 'info',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x9007cfff, 500 KiB) has 500 KiB, round in decimal; 0x80000 (512 KiB) would fit, and nobody keeps the gap behind it.',
          at: '0x7d000',
        },
      ],
    },
  ],
});
