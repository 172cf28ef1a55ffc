import { unitAddressMismatch } from '../../../src/lint/rules/unit-address-mismatch.ts';
import { reserved, ruleTest } from '../rule-test.ts';

ruleTest(unitAddressMismatch, {
  valid: [
    { name: 'the same address', dts: reserved('a@90000000 { reg = <0x90000000 0x1000>; };') },
    { name: 'leading zeros and capitals', dts: reserved('a@0A000000 { reg = <0xa000000 0x1000>; };') },
    {
      name: 'the comma form, a part a cell',
      dts: `/dts-v1/; / { #address-cells = <2>; #size-cells = <2>;
        reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
          a@1,200000 { reg = <0x1 0x200000 0x0 0x1000>; }; b@0,300000 { reg = <0x0 0x300000 0x0 0x1000>; }; }; };`,
    },
    { name: 'a dynamic region', dts: reserved('a@90000000 { size = <0x1000>; }; b { size = <0x1000>; };') },
    { name: 'a name that is no number', dts: reserved('a@rest { reg = <0x90000000 0x1000>; };') },
    {
      name: 'a reg that does not fit the cells',
      dts: reserved('a@90000000 { reg = <0x0 0x90000000 0x1000>; };'),
    },
    { name: 'a reg without a byte', dts: reserved('a@90000000 { reg; };') },
  ],
  invalid: [
    {
      name: 'a definition that disagrees with itself',
      dts: reserved('npu-flag@84b0000 { reg = <0x84b00000 0x100000>; };'),
      findings: [
        {
          severity: 'warning',
          message:
            'The unit address of /reserved-memory/npu-flag@84b0000 is 0x84b0000, but its reg begins at 0x84b00000, size 0x100000 (1 MiB).',
          at: '0x84b00000 0x100000',
          related: [['it gets its name here', 'npu-flag@84b0000']],
          help: 'If reg is right, name the node npu-flag@84b00000; else correct reg.',
          fix: ['Name the node npu-flag@84b00000', 'npu-flag@84b00000'],
        },
      ],
    },
    {
      name: 'an override by label, as an info with the place of the override',
      dts: `${reserved('a: a@90000000 { reg = <0x90000000 0x1000>; };')} &a { reg = <0x91000000 0x1000>; };`,
      findings: [
        {
          severity: 'info',
          message:
            '/reserved-memory/a@90000000 was moved to 0x91000000, size 0x1000 (4 KiB), by an override and keeps its old name.',
          at: '0x91000000 0x1000',
          related: [['it gets its name here', '&a']],
          fix: [],
        },
      ],
    },
    {
      name: 'an override by name, which could have another',
      dts: `${reserved('')} / { reserved-memory { a@90000000 { reg = <0x91000000 0x1000>; }; }; };`,
      findings: [
        {
          severity: 'warning',
          message:
            'The unit address of /reserved-memory/a@90000000 is 0x90000000, but its reg begins at 0x91000000, size 0x1000 (4 KiB).',
          at: '0x91000000 0x1000',
        },
      ],
    },
    {
      name: 'a reg without a unit address',
      dts: reserved('lost-reg { reg = <0x90000000 0x1000>; };'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/lost-reg has no unit address, but reg at 0x90000000, size 0x1000 (4 KiB).',
          at: 'lost-reg',
          related: [['its reg', '0x90000000 0x1000']],
          help: 'Name the node lost-reg@90000000.',
        },
      ],
    },
    {
      name: 'a definition that a later statement extends, and that still gives the name',
      dts: `${reserved('a: a@90000000 { reg = <0x91000000 0x1000>; };')} &a { no-map; };`,
      findings: [
        {
          severity: 'warning',
          message:
            'The unit address of /reserved-memory/a@90000000 is 0x90000000, but its reg begins at 0x91000000, size 0x1000 (4 KiB).',
          at: '0x91000000 0x1000',
          related: [['it gets its name here', 'a@90000000']],
        },
      ],
    },
  ],
});
