import type { FirmwareImage } from '../../../src/lint/firmware-image.ts';
import { rpmsgBufferTooSmall } from '../../../src/lint/rules/rpmsg-buffer-too-small.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const board = (buffer: string, ring: string): string =>
  reserved(
    `buffer: vdev0buffer@90400000 { compatible = "shared-dma-pool"; reg = <0x90400000 ${buffer}>; no-map; };
		ring: vdev0vring0@90000000 { reg = <0x90000000 ${ring}>; no-map; };`,
    'rproc: rproc { compatible = "fsl,imx93-cm33"; memory-region = <&buffer>, <&ring>; };',
  );

const given = (num: number, path = '/rproc') => {
  const ring = { align: 4096, num };
  const image: FirmwareImage = { file: 'rpmsg.elf', loadSegments: [], vdevs: [[ring, ring]] };
  return { firmware: new Map([[path, image]]) };
};

ruleTest(rpmsgBufferTooSmall, {
  valid: [
    { name: 'no firmware', dts: board('0x8000', '0x1000') },
    { name: 'room to the byte', dts: board('0x40000', '0x3000'), input: given(256) },
    {
      name: 'no more than 512 buffers, however long the ring',
      dts: board('0x40000', '0x40000'),
      input: given(1024),
    },
    { name: 'the firmware of another device', dts: board('0x8000', '0x1000'), input: given(256, '/other') },
    {
      name: 'a buffer that Linux places',
      dts: board('0x8000', '0x3000').replace('reg = <0x90400000 0x8000>', 'size = <0x8000>'),
      input: given(256),
    },
  ],
  invalid: [
    {
      name: 'buffers',
      dts: board('0x3ffff', '0x3000'),
      input: given(256),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/vdev0buffer@90400000 has 0x3ffff (256 KiB), and rpmsg.elf asks for 512 buffers of 512 bytes: 0x40000 (256 KiB).',
          at: '0x3ffff',
          related: [['the remote processor names it here', '&buffer']],
          note: 'rpmsg_probe() allocates all of them at once, and fails with -ENOMEM.',
          help: 'Give it 0x40000 (256 KiB), or build the firmware with fewer buffers.',
        },
      ],
    },
    {
      name: 'a ring',
      dts: board('0x40000', '0x2fff'),
      input: given(256),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/vdev0vring0@90000000 has 0x2fff (12 KiB), and rpmsg.elf asks for a ring of 256 entries, aligned to 0x1000 (4 KiB): 0x3000 (12 KiB).',
          at: '0x2fff',
          related: [['the remote processor names it here', '&ring']],
          note: "remoteproc prints that the registered carveout doesn't fit the length that is asked for, and the firmware does not start.",
          help: 'Give it 0x3000 (12 KiB), or build the firmware with a smaller ring.',
        },
      ],
    },
    {
      name: 'sizes from macros, for 32 buffers in each direction',
      dts: `#define BUFFERS 0x4000\n${board('BUFFERS', '0x2000')}`,
      input: given(32),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/vdev0buffer@90400000 has 0x4000 (16 KiB), and rpmsg.elf asks for 64 buffers of 512 bytes: 0x8000 (32 KiB).',
          at: 'BUFFERS',
          related: [
            ['the remote processor names it here', '&buffer'],
            ['BUFFERS is defined here', 'BUFFERS'],
          ],
        },
      ],
    },
  ],
});
