import { regAndSize } from '../../../src/lint/rules/reg-and-size.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const region = (rest: string): string => reserved(`a: a@90000000 { reg = <0x90000000 0x1000>; ${rest} };`);

ruleTest(regAndSize, {
  valid: [
    { name: 'reg alone', dts: region('') },
    { name: 'an alignment beside reg', dts: region('alignment = <0x1000>;') },
    {
      name: 'size and alloc-ranges',
      dts: reserved('a { size = <0x1000>; alloc-ranges = <0x90000000 0x1000>; };'),
    },
    { name: 'a disabled region', dts: region('size = <0x2000>; status = "disabled";') },
  ],
  invalid: [
    {
      name: 'another size',
      dts: region('size = <0x2000>;'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@90000000 has reg (0x90000000..0x90000fff, 4 KiB), and size that says otherwise.',
          at: 'size',
          related: [['its reg', '0x90000000']],
          note: 'Linux uses reg (0x1000 (4 KiB)), and prints nothing of the rest.',
          help: 'Remove size, or remove reg if Linux is to choose the place.',
          fix: [],
        },
      ],
    },
    {
      name: 'the same size, as an info',
      dts: region('size = <0x1000>;'),
      findings: [
        {
          severity: 'info',
          message:
            '/reserved-memory/a@90000000 has reg (0x90000000..0x90000fff, 4 KiB), and size that says the same.',
          at: 'size',
          help: 'Remove size.',
          fix: ['Remove size', ''],
        },
      ],
    },
    {
      name: 'alloc-ranges elsewhere',
      dts: region('alloc-ranges = <0xa0000000 0x1000>;'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@90000000 has reg (0x90000000..0x90000fff, 4 KiB), and alloc-ranges that says otherwise.',
          at: 'alloc-ranges',
          help: 'Remove alloc-ranges, or remove reg if Linux is to choose the place.',
        },
      ],
    },
    {
      name: 'a reg that an override adds',
      dts: `${reserved('a: a { size = <0x1000>; alloc-ranges = <0x90000000 0x10000000>; };')} &a { reg = <0xa0000000 0x1000>; };`,
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a has reg (0xa0000000..0xa0000fff, 4 KiB), and size and alloc-ranges that say otherwise.',
          at: 'size',
        },
      ],
    },
  ],
});
