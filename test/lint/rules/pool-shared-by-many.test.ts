import { poolSharedByMany } from '../../../src/lint/rules/pool-shared-by-many.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const board = (mode: string, devices: string): string =>
  reserved(
    `pool: pool@90400000 { compatible = "shared-dma-pool"; reg = <0x90400000 0x400000>; ${mode} };`,
    devices,
  );
const user = (name: string, more = ''): string => `${name}: ${name} { memory-region = <&pool>; ${more} };`;

ruleTest(poolSharedByMany, {
  valid: [
    { name: 'one device', dts: board('no-map;', user('a')) },
    {
      name: 'one device that names it twice',
      dts: board('no-map;', 'a { memory-region = <&pool>, <&pool>; };'),
    },
    { name: 'a CMA pool', dts: board('reusable;', user('a') + user('b')) },
    {
      name: 'a second device that is disabled',
      dts: board('no-map;', user('a') + user('b', 'status = "disabled";')),
    },
    {
      name: 'a region that is no pool',
      dts: board('no-map;', user('a') + user('b')).replace('compatible = "shared-dma-pool";', ''),
    },
  ],
  invalid: [
    {
      name: 'three devices, all of them named',
      dts: board('no-map;', user('a') + user('b') + user('c')),
      findings: [
        {
          severity: 'info',
          message: '/reserved-memory/pool@90400000 is the pool of 3 devices: /a, /b, /c.',
          at: 'pool@90400000',
        },
      ],
    },
    {
      name: 'two devices',
      dts: board('no-map;', user('a') + user('b')),
      findings: [
        {
          severity: 'info',
          message: '/reserved-memory/pool@90400000 is the pool of 2 devices: /a, /b.',
          at: 'pool@90400000',
          related: [
            ['/a has it', '&pool'],
            ['/b has it', '&pool'],
          ],
          note: 'They allocate from one bitmap: what one of them takes the others miss.',
          help: 'Give each a pool of its own, or size this one for all.',
        },
      ],
    },
    {
      name: 'four devices',
      dts: board('no-map;', user('a') + user('b') + user('c') + user('d')),
      findings: [
        {
          severity: 'info',
          message: '/reserved-memory/pool@90400000 is the pool of 4 devices: /a, /b, /c ….',
          at: 'pool@90400000',
          related: [
            ['/a has it', '&pool'],
            ['/b has it', '&pool'],
            ['/c has it', '&pool'],
            ['/d has it', '&pool'],
          ],
        },
      ],
    },
    {
      name: 'a second device that an override enables',
      dts: `${board('no-map;', user('a') + user('b', 'status = "disabled";'))}\n&b { status = "okay"; };`,
      findings: [
        {
          severity: 'info',
          message: '/reserved-memory/pool@90400000 is the pool of 2 devices: /a, /b.',
          at: 'pool@90400000',
          related: [
            ['/a has it', '&pool'],
            ['/b has it', '&pool'],
          ],
        },
      ],
    },
  ],
});
