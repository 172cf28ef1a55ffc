import { memoryRegionDangling } from '../../../src/lint/rules/memory-region-dangling.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const region = 'a: a@90000000 { reg = <0x90000000 0x1000>; };';

ruleTest(memoryRegionDangling, {
  valid: [
    { name: 'a region', dts: reserved(region, 'dev { memory-region = <&a>; };') },
    { name: 'a gap left on purpose', dts: reserved(region, 'dev { memory-region = <0>, <&a>; };') },
    {
      name: 'a disabled device',
      dts: reserved(region, 'dev { memory-region = <0x99>; status = "disabled"; };'),
    },
    {
      name: 'a device on a disabled bus',
      dts: reserved(region, 'bus { status = "disabled"; dev { memory-region = <0x99>; }; };'),
    },
    { name: 'other properties', dts: reserved(region, 'x: x { }; dev { shmem = <&x>; };') },
    {
      name: 'an overlay, whose references are filled in when it is applied',
      dts: '/dts-v1/; /plugin/; &dev { memory-region = <&pool>; };',
    },
  ],
  invalid: [
    {
      name: 'a phandle that no node has',
      dts: reserved(region, 'dev { memory-region = <&a>, <0x99>; };'),
      findings: [
        {
          severity: 'error',
          message: 'Entry 1 of memory-region of /dev is 0x99, and no node has that phandle.',
          at: '0x99',
          node: '/dev',
          note: 'The device gets -ENODEV for this entry.',
        },
      ],
    },
    {
      name: 'a node elsewhere',
      dts: reserved(region, 'x: sram { }; dev { memory-region = <&x>; };'),
      findings: [
        {
          severity: 'error',
          message: 'Entry 0 of memory-region of /dev names /sram, which is no child of /reserved-memory.',
          at: '&x',
          related: [['/sram is defined here', 'sram']],
          note: 'The device gets -EINVAL for this entry.',
        },
      ],
    },
    {
      name: 'a disabled node elsewhere, which Linux passes over',
      dts: reserved(region, 'x: sram { status = "disabled"; }; dev { memory-region = <&x>; };'),
      findings: [
        {
          severity: 'error',
          message: 'Entry 0 of memory-region of /dev names /sram, which is no child of /reserved-memory.',
          at: '&x',
          note: 'The node is disabled, so the call succeeds and does nothing: the device allocates ordinary memory.',
        },
      ],
    },
    {
      name: 'a node below a region',
      dts: reserved(
        'a@90000000 { reg = <0x90000000 0x1000>; part: part { }; };',
        'dev { memory-region = <&part>; };',
      ),
      findings: [
        {
          severity: 'error',
          message:
            'Entry 0 of memory-region of /dev names /reserved-memory/a@90000000/part, which is no child of /reserved-memory.',
          at: '&part',
        },
      ],
    },
    {
      name: 'an entry that an override replaces, through a macro',
      dts: `#define NOWHERE 0x99\n${reserved(region, 'dev: dev { memory-region = <&a>; };')}\n&dev { memory-region = <NOWHERE>; };`,
      findings: [
        {
          severity: 'error',
          message: 'Entry 0 of memory-region of /dev is 0x99, and no node has that phandle.',
          at: 'NOWHERE',
          related: [['NOWHERE is defined here', 'NOWHERE']],
          note: 'The device gets -ENODEV for this entry.',
          help: 'Refer to a region by its label: <&label>.',
        },
      ],
    },
  ],
});
