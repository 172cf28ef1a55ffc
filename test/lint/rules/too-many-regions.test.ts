import { tooManyRegions } from '../../../src/lint/rules/too-many-regions.ts';
import { arm64Like, profileOf, reserved, ruleTest } from '../rule-test.ts';

const dynamic = (count: number): string => regions(count, () => 'size = <0x1000>;');
const fixed = (count: number): string =>
  regions(count, (index) => `reg = <${0x90000000 + index * 0x1000} 0x1000>;`);
const regions = (count: number, body: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `r${index}: r${index} { ${body(index)} };`).join(' ');

ruleTest(tooManyRegions, {
  valid: [
    { name: '64 dynamic regions', dts: reserved(dynamic(64)) },
    { name: 'any number of static ones', dts: reserved(fixed(100)) },
    { name: '64 of both kinds up to 6.1', dts: reserved(fixed(64)), input: { profile: arm64Like('6.1') } },
    {
      name: 'disabled ones beside them',
      dts: reserved(`${dynamic(64)} x { size = <0x1000>; status = "disabled"; };`),
    },
  ],
  invalid: [
    {
      name: '65 dynamic regions',
      dts: reserved(dynamic(65)),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/r64 is one of 1 dynamic regions more than the 64 that Linux 6.12 has entries for: it gets no memory.',
          at: 'r64',
          note: "OF: reserved mem: too many defined dynamic regions, skip 'r64'",
          help: 'Join regions that lie side by side, or disable those that nobody uses.',
        },
      ],
    },
    {
      name: '65 static ones on 6.1',
      dts: reserved(fixed(65)),
      input: { profile: arm64Like('6.1') },
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/r64 is one of 1 regions more than the 64 that Linux 6.1 has entries for: its memory is kept, and no device can have it.',
          at: 'r64',
          note: 'OF: reserved mem: not enough space for all defined regions.',
        },
      ],
    },
    {
      name: '33 on 4.14',
      dts: reserved(fixed(33)),
      input: { profile: profileOf({ version: '4.14' }) },
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/r32 is one of 1 regions more than the 32 that Linux 4.14 has entries for: its memory is kept, and no device can have it.',
          at: 'r32',
          note: 'OF: reserved mem: not enough space all defined regions.',
        },
      ],
    },
    {
      name: 'one that an override enables',
      dts: `${reserved(`${dynamic(64)} x: x { size = <0x1000>; status = "disabled"; };`)} &x { status = "okay"; };`,
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/x is one of 1 dynamic regions more than the 64 that Linux 6.12 has entries for: it gets no memory.',
          at: 'x',
        },
      ],
    },
  ],
});
