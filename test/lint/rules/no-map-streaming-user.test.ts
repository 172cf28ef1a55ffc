import { noMapStreamingUser } from '../../../src/lint/rules/no-map-streaming-user.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const pool = (mode = 'no-map;'): string =>
  `image: image@90000000 { compatible = "shared-dma-pool"; reg = <0x90000000 0x1000000>; ${mode} };`;
const user = (properties: string, compatible = 'ikwzm,u-dma-buf'): string =>
  `udmabuf: udmabuf { compatible = "${compatible}"; memory-region = <&image>; ${properties} };`;

ruleTest(noMapStreamingUser, {
  valid: [
    { name: 'a coherent user', dts: reserved(pool(), user('')) },
    { name: 'a CMA pool', dts: reserved(pool('reusable;'), user('sync-mode = <2>;')) },
    { name: 'a disabled user', dts: reserved(pool(), user('sync-mode = <2>; status = "disabled";')) },
    {
      name: 'another driver with such a property',
      dts: reserved(pool(), user('sync-mode = <2>;', 'vendor,dma')),
    },
    {
      name: 'a disabled pool',
      dts: reserved(pool('no-map; status = "disabled";'), user('sync-mode = <2>;')),
    },
    {
      name: 'a region that is no pool',
      dts: reserved(pool().replace('shared-dma-pool', 'vendor,heap'), user('sync-mode = <2>;')),
    },
  ],
  invalid: [
    {
      name: 'u-dma-buf with sync-mode',
      dts: reserved(pool(), user('sync-mode = <2>;')),
      findings: [
        {
          severity: 'info',
          message:
            '/udmabuf (ikwzm,u-dma-buf, with sync-mode) synchronises cached buffers, and its pool /reserved-memory/image@90000000 is no-map.',
          at: '&image',
          related: [
            ['sync-mode is set here', 'sync-mode'],
            ['image@90000000 is no-map', 'no-map'],
          ],
          note: 'The pages of a no-map region are not in the linear map: synchronising one of its buffers ends in an oops.',
          help: 'Make the pool reusable in place of no-map.',
        },
      ],
    },
    {
      name: 'its older compatible',
      dts: reserved(pool(), user('sync-mode = <1>;', 'ikwzm,udmabuf-0.10.a')),
      findings: [
        {
          severity: 'info',
          message:
            '/udmabuf (ikwzm,udmabuf-0.10.a, with sync-mode) synchronises cached buffers, and its pool /reserved-memory/image@90000000 is no-map.',
          at: '&image',
          related: [
            ['sync-mode is set here', 'sync-mode'],
            ['image@90000000 is no-map', 'no-map'],
          ],
        },
      ],
    },
    {
      name: 'sync-mode that an override adds',
      dts: `${reserved(pool(), user(''))}\n&udmabuf { sync-mode = <2>; };`,
      findings: [
        {
          severity: 'info',
          message:
            '/udmabuf (ikwzm,u-dma-buf, with sync-mode) synchronises cached buffers, and its pool /reserved-memory/image@90000000 is no-map.',
          at: '&image',
          related: [
            ['sync-mode is set here', 'sync-mode'],
            ['image@90000000 is no-map', 'no-map'],
          ],
        },
      ],
    },
  ],
});
