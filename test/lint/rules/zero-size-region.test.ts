import { zeroSizeRegion } from '../../../src/lint/rules/zero-size-region.ts';
import { arm64Like, reserved, ruleTest } from '../rule-test.ts';

ruleTest(zeroSizeRegion, {
  valid: [
    {
      name: 'regions with a size',
      dts: reserved('a@90000000 { reg = <0x90000000 0x1>; }; b { size = <0x1000>; };'),
    },
    {
      name: 'a disabled region, which firmware fills in',
      dts: reserved('a@90000000 { reg = <0x90000000 0x0>; status = "disabled"; };'),
    },
    { name: 'a placeholder', dts: reserved('a { status = "disabled"; }; b { no-map; };') },
    {
      name: 'a size beside a reg, which Linux does not read',
      dts: reserved('a@90000000 { reg = <0x90000000 0x1000>; size = <0>; };'),
    },
  ],
  invalid: [
    {
      name: 'an entry of size 0',
      dts: reserved('a@90000000 { reg = <0x90000000 0x0>; };'),
      findings: [
        {
          severity: 'error',
          message:
            'The entry at 0x90000000 of /reserved-memory/a@90000000 has size 0x0 (0 MiB): it keeps nothing.',
          at: '0x0',
          node: '/reserved-memory/a@90000000',
          note: "OF: reserved mem: Reserved memory: failed to reserve memory for node 'a@90000000': base 0x0000000090000000, size 0 MiB",
        },
      ],
    },
    {
      name: 'an empty reg, which 6.12 reads past its end and 7.2 does not',
      dts: reserved('a { reg; };'),
      input: { profile: arm64Like('7.2') },
      findings: [
        {
          severity: 'error',
          message: 'reg of /reserved-memory/a is empty: the region keeps nothing.',
          at: 'reg',
          note: 'Linux passes over the node, and prints nothing.',
        },
      ],
    },
    {
      name: 'a dynamic region of size 0',
      dts: reserved('a { size = <0x0>; };'),
      findings: [
        {
          severity: 'error',
          message: 'size of /reserved-memory/a is 0x0 (0 MiB): the region keeps nothing.',
          at: '0x0',
        },
      ],
    },
    {
      name: 'a size from a macro',
      dts: `#define NOTHING 0x0\n${reserved('a@90000000 { reg = <0x90000000 NOTHING>; };')}`,
      findings: [
        {
          severity: 'error',
          message:
            'The entry at 0x90000000 of /reserved-memory/a@90000000 has size 0x0 (0 MiB): it keeps nothing.',
          at: 'NOTHING',
          related: [['NOTHING is defined here', 'NOTHING']],
        },
      ],
    },
    {
      name: 'a placeholder that an override enables',
      dts: `${reserved('a: a@90000000 { reg = <0x90000000 0x0>; status = "disabled"; };')} &a { status = "okay"; };`,
      findings: [
        {
          severity: 'error',
          message:
            'The entry at 0x90000000 of /reserved-memory/a@90000000 has size 0x0 (0 MiB): it keeps nothing.',
          at: '0x0',
        },
      ],
    },
    {
      name: 'a further entry of size 0, which 6.12 reads and 7.2 does not',
      dts: reserved('a@90000000 { reg = <0x90000000 0x1000>, <0xa0000000 0x0>; };'),
      findings: [
        {
          severity: 'error',
          message:
            'The entry at 0xa0000000 of /reserved-memory/a@90000000 has size 0x0 (0 MiB): it keeps nothing.',
          at: '0x0',
          note: "OF: reserved mem: Reserved memory: failed to reserve memory for node 'a@90000000': base 0x00000000a0000000, size 0 MiB",
        },
      ],
    },
    {
      name: 'a further entry of size 0, of which 7.2 says nothing',
      dts: reserved('a@90000000 { reg = <0x90000000 0x1000>, <0xa0000000 0x0>; };'),
      input: { profile: arm64Like('7.2') },
      findings: [
        {
          severity: 'error',
          message:
            'The entry at 0xa0000000 of /reserved-memory/a@90000000 has size 0x0 (0 MiB): it keeps nothing.',
          at: '0x0',
          note: '',
        },
      ],
    },
    {
      name: 'a first entry of size 0, which 7.2 reads too',
      dts: reserved('a@90000000 { reg = <0x90000000 0x0>; };'),
      input: { profile: arm64Like('7.2') },
      findings: [
        {
          severity: 'error',
          message:
            'The entry at 0x90000000 of /reserved-memory/a@90000000 has size 0x0 (0 MiB): it keeps nothing.',
          at: '0x0',
          note: "OF: reserved mem: Reserved memory: failed to reserve memory for node 'a@90000000': base 0x0000000090000000, size 0 MiB",
        },
      ],
    },
  ],
});
