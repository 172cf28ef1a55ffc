import { expect, it } from 'vitest';
import { reservedForDisabledDevice } from '../../../src/lint/rules/reserved-for-disabled-device.ts';
import { findingsWithInclude } from '../included.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const region = (more = ''): string =>
  `dsp_mem: dsp@92400000 { reg = <0x92400000 0x2000000>; no-map; ${more} };`;
const device = (name: string, status: string): string =>
  `${name}: ${name} { compatible = "vendor,dsp"; memory-region = <&dsp_mem>; ${status} };`;
const off = 'status = "disabled";';

ruleTest(reservedForDisabledDevice, {
  valid: [
    { name: 'an enabled device', dts: reserved(region(), device('dsp', '')) },
    {
      name: 'a second device that is enabled',
      dts: reserved(region(), device('dsp', off) + device('dsp2', '')),
    },
    { name: 'a region that is disabled, too', dts: reserved(region(off), device('dsp', off)) },
    { name: 'a region without any device, as firmware has them', dts: reserved(region()) },
    { name: 'a device that has failed', dts: reserved(region(), device('dsp', 'status = "fail";')) },
  ],
  invalid: [
    {
      name: 'one device',
      dts: reserved(region(), device('dsp', off)),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/dsp@92400000 keeps 0x2000000 (32 MiB), and the board disables /dsp: nobody uses it.',
          at: 'dsp@92400000',
          related: [['its device is disabled here', 'status']],
          note: 'Linux prints nothing and reserves the region.',
          help: 'Disable /reserved-memory/dsp@92400000, too.',
        },
      ],
    },
    {
      name: 'two devices',
      dts: reserved(region(), device('dsp', off) + device('dsp2', off)),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/dsp@92400000 keeps 0x2000000 (32 MiB), and the board disables /dsp and /dsp2: nobody uses it.',
          at: 'dsp@92400000',
          related: [
            ['its device is disabled here', 'status'],
            ['its device is disabled here', 'status'],
          ],
        },
      ],
    },
    {
      name: 'a bus that is disabled',
      dts: reserved(region(), `bus { ${off} ${device('dsp', '')} };`),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/dsp@92400000 keeps 0x2000000 (32 MiB), and the board disables /bus/dsp: nobody uses it.',
          at: 'dsp@92400000',
          related: [['its device is disabled here', 'status']],
        },
      ],
    },
    {
      name: 'an override',
      dts: `${reserved(region(), device('dsp', ''))}\n&dsp { status = "disabled"; };`,
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/dsp@92400000 keeps 0x2000000 (32 MiB), and the board disables /dsp: nobody uses it.',
          at: 'dsp@92400000',
          related: [['its device is disabled here', 'status']],
        },
      ],
    },
    {
      name: 'three devices, which are named, and four, which are counted',
      dts: reserved(
        `${region()} other: other@98000000 { reg = <0x98000000 0x1000>; };`,
        `${['a', 'b', 'c'].map((name) => device(name, off)).join(' ')}
        ${['d', 'e', 'f', 'g'].map((name) => device(name, off).replace('dsp_mem', 'other')).join(' ')}`,
      ),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/dsp@92400000 keeps 0x2000000 (32 MiB), and the board disables /a and /b and /c: nobody uses it.',
          at: 'dsp@92400000',
        },
        {
          severity: 'warning',
          message:
            '/reserved-memory/other@98000000 keeps 0x1000 (4 KiB), and the board disables its 4 devices: nobody uses it.',
          at: 'other@98000000',
        },
      ],
    },
  ],
});

it('says nothing where the chip itself describes and disables', () => {
  const soc = reserved(region(), device('dsp', off));
  expect(findingsWithInclude(reservedForDisabledDevice, soc, '')).toEqual([]);
});

it("points at the board's line where it disables the only device of the chip's region", () => {
  const soc = reserved(region(), device('dsp', ''));
  const [finding] = findingsWithInclude(reservedForDisabledDevice, soc, `&dsp { ${off} };`);
  expect(finding?.place.file.path).toBe('board.dts');
  expect(finding?.related.map(({ place }) => place.file.path)).toEqual(['board.dts']);
});
