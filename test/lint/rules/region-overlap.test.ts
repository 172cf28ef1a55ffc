import { regionOverlap } from '../../../src/lint/rules/region-overlap.ts';
import { arm64Like, reserved, ruleTest, withoutMemory } from '../rule-test.ts';

ruleTest(regionOverlap, {
  valid: [
    {
      name: 'regions that touch',
      dts: reserved('a@90000000 { reg = <0x90000000 0x1000>; }; b@90001000 { reg = <0x90001000 0x1000>; };'),
    },
    {
      name: 'a disabled region',
      dts: reserved(`a@90000000 { reg = <0x90000000 0x2000>; };
        b@90001000 { reg = <0x90001000 0x1000>; status = "disabled"; };`),
    },
    {
      name: 'a region that was deleted and written anew',
      dts: `${reserved('a: a@90000000 { reg = <0x90000000 0x2000>; }; b@90001000 { reg = <0x90001000 0x1000>; };')}
        /delete-node/ &a;
        / { reserved-memory { a@90000000 { reg = <0x90000000 0x1000>; }; }; };`,
    },
    {
      name: 'dynamic regions, which Linux places apart',
      dts: reserved('a { size = <0x1000>; }; b { size = <0x1000>; };'),
    },
    {
      name: 'entries of one region',
      dts: reserved('a@90000000 { reg = <0x90000000 0x2000>, <0x90001000 0x1000>; };'),
    },
    {
      name: 'a region whose reg does not fit the cells',
      dts: reserved(
        'a@90000000 { reg = <0x90000000 0x2000 0x0>; }; b@90001000 { reg = <0x90001000 0x1000>; };',
      ),
    },
    {
      name: 'a /reserved-memory that Linux ignores',
      dts: reserved(
        'a@90000000 { reg = <0x90000000 0x2000>; }; b@90001000 { reg = <0x90001000 0x1000>; };',
      ).replace('\t\tranges;', ''),
    },
    {
      name: 'a node within a region',
      dts: reserved(
        'a@90000000 { reg = <0x90000000 0x2000>; part@90000000 { reg = <0x90000000 0x1000>; }; };',
      ),
    },
  ],
  invalid: [
    {
      name: 'two of one base, which are not the same',
      dts: reserved('a@90000000 { reg = <0x90000000 0x1000>; }; b@90000000 { reg = <0x90000000 0x2000>; };'),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/b@90000000 (0x90000000..0x90001fff, 8 KiB) and /reserved-memory/a@90000000 (0x90000000..0x90000fff, 4 KiB) share 0x1000 (4 KiB).',
          at: '0x90000000 0x1000',
        },
      ],
    },
    {
      name: 'a shared byte, with the numbers of both and what Linux prints',
      dts: reserved('a@90000000 { reg = <0x90000000 0x1001>; }; b@90001000 { reg = <0x90001000 0x1000>; };'),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x90001000, 4 KiB) and /reserved-memory/b@90001000 (0x90001000..0x90001fff, 4 KiB) share 0x1 (1 byte).',
          at: '0x90001000 0x1000',
          node: '/reserved-memory/b@90001000',
          related: [['a@90000000 lies here', '0x90000000 0x1001']],
          note: 'OF: reserved mem: OVERLAP DETECTED!\na@90000000 (0x0000000090000000--0x0000000090001001) overlaps with b@90001000 (0x0000000090001000--0x0000000090002000)',
          help: 'Give /reserved-memory/a@90000000 no more than 0x1000 (4 KiB), or move /reserved-memory/b@90001000 to 0x90002000, which is free.',
        },
      ],
    },
    {
      name: 'the override that grew a region, and what it was before',
      dts: `${reserved('a: a@90000000 { reg = <0x90000000 0x1000>; }; b@90001000 { reg = <0x90001000 0x1000>; };')}
        &a { reg = <0x90000000 0x4000>; };`,
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x90003fff, 16 KiB) and /reserved-memory/b@90001000 (0x90001000..0x90001fff, 4 KiB) share 0x1000 (4 KiB).',
          at: '0x90000000 0x4000',
          node: '/reserved-memory/a@90000000',
          related: [
            ['b@90001000 lies here', '0x90001000 0x1000'],
            ['reg of a@90000000 before', 'reg'],
            ['a@90000000 is changed here', '&a'],
          ],
          help: 'Move /reserved-memory/b@90001000 out of /reserved-memory/a@90000000, for instance to 0x90004000, or remove it if its memory is part of that region.',
        },
      ],
    },
    {
      name: 'a region of the chip that the board enables',
      dts: `${reserved(`a: a@90000000 { reg = <0x90000000 0x2000>; status = "disabled"; };
        b@90001000 { reg = <0x90001000 0x1000>; };`)}
        &a { status = "okay"; };`,
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x90001fff, 8 KiB) and /reserved-memory/b@90001000 (0x90001000..0x90001fff, 4 KiB) share 0x1000 (4 KiB).',
          at: '0x90000000 0x2000',
          related: [
            ['b@90001000 lies here', '0x90001000 0x1000'],
            ['a@90000000 is enabled here', 'status'],
          ],
        },
      ],
    },
    {
      name: 'constants that base and size came from, but no helper macros',
      dts: `#define RANGE(base, size) base size
        #define SIZE 0x1000
        ${reserved('b@8ffff000 { reg = <0x8ffff000 0x2000>; }; a@90000000 { reg = <RANGE(0x90000000, SIZE)>; };')}`,
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/b@8ffff000 (0x8ffff000..0x90000fff, 8 KiB) and /reserved-memory/a@90000000 (0x90000000..0x90000fff, 4 KiB) share 0x1000 (4 KiB).',
          at: '0x90000000, SIZE',
          related: [
            ['b@8ffff000 lies here', '0x8ffff000 0x2000'],
            ['SIZE is defined here', 'SIZE'],
          ],
        },
      ],
    },
    {
      name: 'only a warning where both are the same range with the same flags',
      dts: reserved('a@90000000 { reg = <0x90000000 0x1000>; }; b@90000000 { reg = <0x90000000 0x1000>; };'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@90000000 and /reserved-memory/b@90000000 both keep 0x90000000..0x90000fff, 4 KiB.',
          at: '0x90000000 0x1000',
          help: 'Keep one of the two nodes.',
        },
      ],
    },
    {
      name: 'an error for the same range with other flags, of which Linux refuses the later no-map one',
      dts: reserved(
        'a@90000000 { reg = <0x90000000 0x1000>; }; b@90000000 { reg = <0x90000000 0x1000>; no-map; };',
      ),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@90000000 and /reserved-memory/b@90000000 both keep 0x90000000..0x90000fff, 4 KiB.',
          at: '0x90000000 0x1000',
          note: "OF: reserved mem: Reserved memory: failed to reserve memory for node 'b@90000000': base 0x0000000090000000, size 0 MiB\nOF: reserved mem: OVERLAP DETECTED!\na@90000000 (0x0000000090000000--0x0000000090001000) overlaps with b@90000000 (0x0000000090000000--0x0000000090001000)",
        },
      ],
    },
    {
      name: 'regions at address 0, and without a memory size',
      dts: withoutMemory(reserved('a@0 { reg = <0x0 0x2000>; }; b@1000 { reg = <0x1000 0x1000>; };')),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@0 (0x0..0x1fff, 8 KiB) and /reserved-memory/b@1000 (0x1000..0x1fff, 4 KiB) share 0x1000 (4 KiB).',
          at: '0x1000 0x1000',
        },
      ],
    },
    {
      name: 'each pair, where Linux tells of neighbours only',
      dts: reserved(`a@90000000 { reg = <0x90000000 0x4000>; };
        b@90001000 { reg = <0x90001000 0x1000>; };
        c@90002000 { reg = <0x90002000 0x1000>; };`),
      input: { profile: arm64Like('6.1') },
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x90003fff, 16 KiB) and /reserved-memory/b@90001000 (0x90001000..0x90001fff, 4 KiB) share 0x1000 (4 KiB).',
          at: '0x90001000 0x1000',
          note: 'OF: reserved mem: OVERLAP DETECTED!\na@90000000 (0x0000000090000000--0x0000000090004000) overlaps with b@90001000 (0x0000000090001000--0x0000000090002000)',
        },
        {
          severity: 'error',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x90003fff, 16 KiB) and /reserved-memory/c@90002000 (0x90002000..0x90002fff, 4 KiB) share 0x1000 (4 KiB).',
          at: '0x90002000 0x1000',
          note: 'Linux compares neighbours only, and prints nothing about these two.',
        },
      ],
    },
  ],
});
