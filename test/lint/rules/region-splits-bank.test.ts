import { regionSplitsBank } from '../../../src/lint/rules/region-splits-bank.ts';
import { reserved, ruleTest, withoutMemory } from '../rule-test.ts';

const two = (next: string): string =>
  reserved(`a: a@90000000 { reg = <0x90000000 0x200000>; }; b: b@${next} { reg = <0x${next} 0x200000>; };`);

ruleTest(regionSplitsBank, {
  valid: [
    { name: 'regions side by side', dts: two('90200000') },
    { name: '2 MiB between regions', dts: two('90400000') },
    { name: 'memory of unknown size', dts: withoutMemory(two('90201000')) },
  ],
  invalid: [
    {
      name: 'a page between regions',
      dts: two('90201000'),
      findings: [
        {
          severity: 'info',
          message:
            'Beside /reserved-memory/a@90000000 (0x90000000..0x901fffff, 2 MiB) a piece of memory is cut off from the rest: 0x90200000..0x90200fff, 4 KiB.',
          at: '0x90000000 0x200000',
          related: [['b@90201000 begins behind it', '0x90201000 0x200000']],
          note: 'Linux uses it in single pages, and prints nothing.',
          help: 'Put the regions side by side, or let one take the piece: 0x1000 (4 KiB) more.',
        },
      ],
    },
    {
      name: 'what is left of a bank before the first region',
      dts: reserved('a@80100000 { reg = <0x80100000 0x200000>; };'),
      findings: [
        {
          severity: 'info',
          message:
            'Beside /reserved-memory/a@80100000 (0x80100000..0x802fffff, 2 MiB) a piece of memory is cut off from the rest: 0x80000000..0x800fffff, 1 MiB.',
          at: '0x80100000 0x200000',
          related: [],
        },
      ],
    },
    {
      name: 'a region that an override moves',
      dts: `${two('90200000')} &b { reg = <0x90300000 0x200000>; };`,
      findings: [
        {
          severity: 'info',
          message:
            'Beside /reserved-memory/a@90000000 (0x90000000..0x901fffff, 2 MiB) a piece of memory is cut off from the rest: 0x90200000..0x902fffff, 1 MiB.',
          at: '0x90000000 0x200000',
        },
      ],
    },
  ],
});
