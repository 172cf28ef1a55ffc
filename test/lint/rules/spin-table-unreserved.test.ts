import { spinTableUnreserved } from '../../../src/lint/rules/spin-table-unreserved.ts';
import { reserved, ruleTest, withoutMemory } from '../rule-test.ts';

const cpu = (unit: number, address: string, method = 'spin-table'): string =>
  `cpu${unit}: cpu@${unit} { device_type = "cpu"; reg = <${unit}>; enable-method = "${method}"; cpu-release-addr = <${address}>; };`;
const board = (cpus: string, regions = ''): string =>
  reserved(regions, `cpus { #address-cells = <1>; #size-cells = <0>; ${cpus} };`);
const one = cpu(1, '0x0 0x8000fff8');

ruleTest(spinTableUnreserved, {
  valid: [
    { name: 'no CPUs', dts: reserved('') },
    { name: 'an overlay', dts: `${board(one).replace('/dts-v1/;', '/dts-v1/; /plugin/;')}` },
    {
      name: 'a CPU that is broken, and never run',
      dts: board(one.replace('reg = <1>;', 'reg = <1>; status = "fail";')),
    },
    {
      name: 'an address right behind the bank',
      dts: board(cpu(1, '0x0 0xc0000000')),
    },
    {
      name: 'a /memreserve/ entry',
      dts: board(one).replace('/dts-v1/;', '/dts-v1/; /memreserve/ 0x8000f000 0x1000;'),
    },
    { name: 'a region', dts: board(one, 'spin@8000f000 { reg = <0x8000f000 0x1000>; no-map; };') },
    { name: 'psci', dts: board(cpu(1, '0x0 0x8000fff8', 'psci')) },
    { name: 'memory that is no RAM', dts: board(cpu(1, '0x0 0x1000')) },
    {
      name: 'an address of 0, which the boot loader fills in',
      dts: board(cpu(1, '0x0 0x0')).replace('0x80000000 0x40000000', '0x0 0x40000000'),
    },
    { name: 'unknown memory', dts: withoutMemory(board(one)) },
  ],
  invalid: [
    {
      name: 'a CPU that is disabled until Linux starts it, in the second bank',
      dts: board(cpu(1, '0x0 0xa0000000').replace('reg = <1>;', 'reg = <1>; status = "disabled";')).replace(
        '<0x80000000 0x40000000>',
        '<0x80000000 0x20000000>, <0xa0000000 0x20000000>',
      ),
      findings: [
        {
          severity: 'error',
          message:
            '/cpus/cpu@1 waits at 0xa0000000, in RAM that neither a region nor a /memreserve/ entry keeps.',
          at: '0x0',
          related: [['the memory that it lies in', '0xa0000000']],
        },
      ],
    },
    {
      name: 'nothing reserved',
      dts: board(one),
      findings: [
        {
          severity: 'error',
          message:
            '/cpus/cpu@1 waits at 0x8000fff8, in RAM that neither a region nor a /memreserve/ entry keeps.',
          at: '0x0',
          related: [['the memory that it lies in', '0x80000000']],
          note: 'Linux prints nothing at first: the page is given away, and the CPU runs what is written there.',
          help: 'Write /memreserve/ 0x8000f000 0x1000; at the head of the board.',
        },
      ],
    },
    {
      name: 'four CPUs at one address, told once',
      dts: board([0, 1, 2, 3].map((unit) => cpu(unit, '0x0 0x8000fff8')).join('')),
      findings: [
        {
          severity: 'error',
          message:
            '/cpus/cpu@0 and 3 more wait at 0x8000fff8, in RAM that neither a region nor a /memreserve/ entry keeps.',
          at: '0x0',
          related: [
            ['the memory that it lies in', '0x80000000'],
            ['/cpus/cpu@1 waits there, too', '0x0'],
            ['/cpus/cpu@2 waits there, too', '0x0'],
            ['/cpus/cpu@3 waits there, too', '0x0'],
          ],
        },
      ],
    },
    {
      name: 'a region that ends in the word',
      dts: board(cpu(1, '0x80001000'), 'spin@80000000 { reg = <0x80000000 0x1004>; };'),
      findings: [
        {
          severity: 'error',
          message:
            '/cpus/cpu@1 waits at 0x80001000, in RAM that neither a region nor a /memreserve/ entry keeps.',
          at: '0x80001000',
          related: [['the memory that it lies in', '0x80000000']],
        },
      ],
    },
    {
      name: 'an address from a macro that an override sets',
      dts: `#define RELEASE 0x0 0x80002000\n${board(cpu(1, '0x0 0x1000'))}\n&cpu1 { cpu-release-addr = <RELEASE>; };`,
      findings: [
        {
          severity: 'error',
          message:
            '/cpus/cpu@1 waits at 0x80002000, in RAM that neither a region nor a /memreserve/ entry keeps.',
          at: 'RELEASE',
          related: [
            ['the memory that it lies in', '0x80000000'],
            ['RELEASE is defined here', 'RELEASE'],
          ],
        },
      ],
    },
  ],
});
