import { memoryExceedsRam } from '../../../src/lint/rules/memory-exceeds-ram.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const two = (banks: string): string => reserved('').replace('<0x80000000 0x40000000>', banks);

ruleTest(memoryExceedsRam, {
  valid: [
    { name: 'as much as is fitted', dts: reserved(''), input: { ramSize: 0x40000000n } },
    { name: 'less than is fitted', dts: reserved(''), input: { ramSize: 0x80000000n } },
    { name: 'no word about the RAM', dts: reserved('') },
    {
      name: 'a bank that stands twice',
      dts: two('<0x80000000 0x40000000>, <0x80000000 0x40000000>'),
      input: { ramSize: 0x40000000n },
    },
  ],
  invalid: [
    {
      name: 'twice as much',
      dts: reserved(''),
      input: { ramSize: 0x20000000n },
      findings: [
        {
          severity: 'warning',
          message:
            'The banks of memory are 0x40000000 (1 GiB) together, and the board has 0x20000000 (512 MiB): 0x20000000 (512 MiB) too much.',
          at: '0x80000000 0x40000000',
          note: 'Linux takes all of it for RAM, and prints nothing.',
          help: 'Give bank 0 of /memory@80000000 the size 0x20000000 (512 MiB).',
        },
      ],
    },
    {
      name: 'a second bank that is not there',
      dts: two('<0x80000000 0x20000000>, <0xc0000000 0x20000000>'),
      input: { ramSize: 0x20000000n },
      findings: [
        {
          severity: 'warning',
          message:
            'The banks of memory are 0x40000000 (1 GiB) together, and the board has 0x20000000 (512 MiB): 0x20000000 (512 MiB) too much.',
          at: '0xc0000000 0x20000000',
          related: [['bank 0 of memory@80000000', '0x80000000']],
          help: 'Remove bank 1 of /memory@80000000, and shorten those below it.',
        },
      ],
    },
    {
      name: 'an override of the memory node',
      dts: `${reserved('')} / { memory@80000000 { reg = <0x80000000 0x80000000>; }; };`,
      input: { ramSize: 0x40000000n },
      findings: [
        {
          severity: 'warning',
          message:
            'The banks of memory are 0x80000000 (2 GiB) together, and the board has 0x40000000 (1 GiB): 0x40000000 (1 GiB) too much.',
          at: '0x80000000 0x80000000',
          help: 'Give bank 0 of /memory@80000000 the size 0x40000000 (1 GiB).',
        },
      ],
    },
    {
      name: 'two banks from one base, of which the longer is too long',
      dts: two('<0x80000000 0x20000000>, <0x80000000 0x40000000>'),
      input: { ramSize: 0x30000000n },
      findings: [
        {
          severity: 'warning',
          message:
            'The banks of memory are 0x40000000 (1 GiB) together, and the board has 0x30000000 (768 MiB): 0x10000000 (256 MiB) too much.',
          at: '0x80000000 0x40000000',
          help: 'Give bank 1 of /memory@80000000 the size 0x30000000 (768 MiB).',
        },
      ],
    },
    {
      name: 'two banks that end together, of which the first is named',
      dts: two('<0x80000000 0x40000000>, <0xa0000000 0x20000000>'),
      input: { ramSize: 0x30000000n },
      findings: [
        {
          severity: 'warning',
          message:
            'The banks of memory are 0x40000000 (1 GiB) together, and the board has 0x30000000 (768 MiB): 0x10000000 (256 MiB) too much.',
          at: '0x80000000 0x40000000',
        },
      ],
    },
  ],
});
