import { sizeLooksLikeEnd } from '../../../src/lint/rules/size-looks-like-end.ts';
import { reserved, ruleTest, withoutMemory } from '../rule-test.ts';

const region = (reg: string): string => reserved(`a: a@90000000 { reg = <${reg}>; };`);

ruleTest(sizeLooksLikeEnd, {
  valid: [
    { name: 'a size that equals the base', dts: region('0x90000000 0x90000000') },
    {
      name: 'a region at 0, whose size is its end',
      dts: region('0x0 0xc0000000').replace('0x80000000 0x40000000', '0x0 0x40000000'),
    },
    { name: 'a size that fits', dts: region('0x90000000 0x10000000') },
    { name: 'a size that is too large, and no end', dts: region('0x90000000 0x40000000') },
    { name: 'an end beyond memory', dts: region('0x90000000 0xd0000000') },
    {
      name: 'a big region that is true',
      dts: region('0x90000000 0xa0000000'),
      input: { memory: [{ base: 0x80000000n, size: 0xb0000000n }] },
    },
    { name: 'numbers that differ by less than 64 KiB', dts: region('0x90000000 0x90001000') },
    { name: 'memory of unknown size', dts: withoutMemory(region('0x90000000 0xa0000000')) },
  ],
  invalid: [
    {
      name: 'an end 64 KiB behind the base',
      dts: region('0x90000000 0x90010000'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x12000ffff, 2.25 GiB) reaches beyond memory, and its size 0x90010000 looks like an end: from 0x90000000 to there are 0x10000 (64 KiB).',
          at: '0x90010000',
        },
      ],
    },
    {
      name: 'an end in place of a size',
      dts: region('0x90000000 0xa0000000'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x12fffffff, 2.5 GiB) reaches beyond memory, and its size 0xa0000000 looks like an end: from 0x90000000 to there are 0x10000000 (256 MiB).',
          at: '0xa0000000',
          note: 'Linux takes it for a size, and prints nothing.',
          help: 'If an end was meant, write reg = <0x90000000 0x10000000>;',
          fix: ['Write the size 0x10000000 (256 MiB)', '0x10000000'],
        },
      ],
    },
    {
      name: 'two cells each',
      dts: region('0x90000000 0xa0000000')
        .replaceAll('cells = <1>', 'cells = <2>')
        .replace(/<0x([89a]0000000) 0x/g, '<0 0x$1 0 0x'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x12fffffff, 2.5 GiB) reaches beyond memory, and its size 0xa0000000 looks like an end: from 0x90000000 to there are 0x10000000 (256 MiB).',
          at: '0',
          help: 'If an end was meant, write reg = <0x0 0x90000000 0x0 0x10000000>;',
        },
      ],
    },
    {
      name: 'macros for both ends',
      dts: `#define START 0x90000000\n#define END 0x91000000\n${region('START END')}`,
      input: { memory: [{ base: 0x80000000n, size: 0x20000000n }] },
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x120ffffff, 2.27 GiB) reaches beyond memory, and its size 0x91000000 looks like an end: from 0x90000000 to there are 0x1000000 (16 MiB).',
          at: 'END',
          related: [
            ['START is defined here', 'START'],
            ['END is defined here', 'END'],
          ],
          help: 'If an end was meant, write reg = <0x90000000 0x1000000>;',
        },
      ],
    },
    {
      name: 'an override',
      dts: `${region('0x90000000 0x1000')} &a { reg = <0x90000000 0xa0000000>; };`,
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x12fffffff, 2.5 GiB) reaches beyond memory, and its size 0xa0000000 looks like an end: from 0x90000000 to there are 0x10000000 (256 MiB).',
          at: '0xa0000000',
          related: [
            ['reg of a@90000000 before', 'reg'],
            ['a@90000000 is changed here', '&a'],
          ],
        },
      ],
    },
  ],
});
