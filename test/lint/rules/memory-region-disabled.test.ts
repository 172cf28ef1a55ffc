import { memoryRegionDisabled } from '../../../src/lint/rules/memory-region-disabled.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const disabled = 'a: a@90000000 { reg = <0x90000000 0x1000>; status = "disabled"; };';

ruleTest(memoryRegionDisabled, {
  valid: [
    {
      name: 'an enabled region',
      dts: reserved(disabled.replace('disabled', 'okay'), 'dev { memory-region = <&a>; };'),
    },
    {
      name: 'a disabled device',
      dts: reserved(disabled, 'dev { memory-region = <&a>; status = "disabled"; };'),
    },
    {
      name: 'a device on a disabled bus',
      dts: reserved(disabled, 'bus { status = "disabled"; dev { memory-region = <&a>; }; };'),
    },
    {
      name: 'a placeholder that firmware fills in and enables (Apple)',
      dts: reserved('a: uat-ttbs { status = "disabled"; };', 'gpu { memory-region = <&a>; };'),
    },
  ],
  invalid: [
    {
      name: 'a region that an override disabled',
      dts: `${reserved('a: a@90000000 { reg = <0x90000000 0x1000>; status = "okay"; };', 'dev { memory-region = <&a>; };')}
        &a { status = "disabled"; };`,
      findings: [
        {
          severity: 'error',
          message: '/dev names /reserved-memory/a@90000000 (entry 0 of memory-region), which is disabled.',
          at: '&a',
          node: '/dev',
          related: [
            ['/reserved-memory/a@90000000 is disabled here', 'status'],
            ['its status before', 'status'],
            ['/reserved-memory/a@90000000 is defined here', 'a@90000000'],
          ],
          note: 'Linux prints nothing: the call succeeds, and the device allocates ordinary memory.',
        },
      ],
    },
    {
      name: 'a status that Linux does not take for enabled',
      dts: reserved(disabled.replace('"disabled"', '"reserved"'), 'dev { memory-region = <&a>; };'),
      findings: [
        {
          severity: 'error',
          message: '/dev names /reserved-memory/a@90000000 (entry 0 of memory-region), which is disabled.',
          at: '&a',
        },
      ],
    },
    {
      name: 'a device that an override enables, though the region stays disabled',
      dts: `${reserved(disabled, 'dev: dev { memory-region = <&a>; status = "disabled"; };')}\n&dev { status = "okay"; };`,
      findings: [
        {
          severity: 'error',
          message: '/dev names /reserved-memory/a@90000000 (entry 0 of memory-region), which is disabled.',
          at: '&a',
          related: [
            ['/reserved-memory/a@90000000 is disabled here', 'status'],
            ['/reserved-memory/a@90000000 is defined here', 'a@90000000'],
          ],
          note: 'Linux prints nothing: the call succeeds, and the device allocates ordinary memory.',
          help: 'Enable /reserved-memory/a@90000000, or remove the entry.',
        },
      ],
    },
    {
      name: 'a region that Linux would place',
      dts: reserved('a: a { size = <0x1000>; status = "disabled"; };', 'dev { memory-region = <&a>; };'),
      findings: [
        {
          severity: 'error',
          message: '/dev names /reserved-memory/a (entry 0 of memory-region), which is disabled.',
          at: '&a',
        },
      ],
    },
  ],
});
