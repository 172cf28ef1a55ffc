import { statusReservedRegion } from '../../../src/lint/rules/status-reserved-region.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const region = (status: string): string =>
  reserved(`a: a@90000000 { reg = <0x90000000 0x1000>; ${status} };`);

ruleTest(statusReservedRegion, {
  valid: [
    { name: 'no status', dts: region('') },
    { name: 'okay, and ok', dts: `${region('status = "okay";')} &a { status = "ok"; };` },
    { name: 'disabled', dts: region('status = "disabled";') },
    { name: 'a device', dts: reserved('', 'soc { status = "reserved"; };') },
  ],
  invalid: [
    {
      name: 'reserved',
      dts: region('status = "reserved";'),
      findings: [
        {
          severity: 'info',
          message:
            'The status of /reserved-memory/a@90000000 is "reserved": Linux does not reserve the region.',
          at: '"reserved"',
          note: 'Linux passes over the node, and prints nothing.',
          help: 'Remove status to have the memory kept, or write "disabled".',
        },
      ],
    },
    {
      name: 'fail, with a reason',
      dts: region('status = "fail-ecc";'),
      findings: [
        {
          severity: 'info',
          message:
            'The status of /reserved-memory/a@90000000 is "fail-ecc": Linux does not reserve the region.',
          at: '"fail-ecc"',
          fix: [],
        },
      ],
    },
    {
      name: 'a slip of okay, as a warning',
      dts: region('status = "Okay";'),
      findings: [
        {
          severity: 'warning',
          message: 'The status of /reserved-memory/a@90000000 is "Okay": Linux does not reserve the region.',
          at: '"Okay"',
          fix: ['Write "okay"', '"okay"'],
        },
      ],
    },
    {
      name: 'an override',
      dts: `${region('')} &a { status = "reserved"; };`,
      findings: [
        {
          severity: 'info',
          message:
            'The status of /reserved-memory/a@90000000 is "reserved": Linux does not reserve the region.',
          at: '"reserved"',
        },
      ],
    },
  ],
});
