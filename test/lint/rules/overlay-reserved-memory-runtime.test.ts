import { overlayReservedMemoryRuntime } from '../../../src/lint/rules/overlay-reserved-memory-runtime.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const overlay = (text: string): string => `/dts-v1/; /plugin/; ${text}`;
const region = '&{/} { reserved-memory { pool@90000000 { reg = <0x90000000 0x1000>; }; }; };';
const runtime = { isRuntimeOverlay: true };

ruleTest(overlayReservedMemoryRuntime, {
  valid: [
    { name: 'an overlay that the boot loader applies', dts: overlay(region) },
    {
      name: 'one for the running kernel, without a region',
      dts: overlay('&{/} { user { }; };'),
      input: runtime,
    },
    { name: 'firmware of another device', dts: overlay(`${region} &dsp { firmware-name = "dsp.mbn"; };`) },
    { name: 'a whole tree', dts: reserved('a@90000000 { reg = <0x90000000 0x1000>; };'), input: runtime },
  ],
  invalid: [
    {
      name: 'a fragment as they were written once',
      dts: overlay(
        '/ { fragment@0 { target-path = "/reserved-memory"; __overlay__ { pool@90000000 { reg = <0x90000000 0x1000>; }; }; }; };',
      ),
      input: runtime,
      findings: [
        {
          severity: 'warning',
          message:
            'The overlay adds the region pool@90000000 to /reserved-memory, and is applied while Linux runs.',
          at: 'pool@90000000',
        },
      ],
    },
    {
      name: 'a region in an overlay for the running kernel',
      dts: overlay(region),
      input: runtime,
      findings: [
        {
          severity: 'warning',
          message:
            'The overlay adds the region pool@90000000 to /reserved-memory, and is applied while Linux runs.',
          at: 'pool@90000000',
          note: 'Linux reserves nothing for it; a device that names it fails with -EINVAL.',
          help: 'Put the region into the tree that Linux boots with, or let the boot loader apply the overlay.',
        },
      ],
    },
    {
      name: 'a region that comes with a bitstream',
      dts: overlay(`${region} &fpga_full { firmware-name = "design.bin"; };`),
      findings: [
        {
          severity: 'warning',
          message:
            'The overlay adds the region pool@90000000 to /reserved-memory, and is applied while Linux runs, with the bitstream of an FPGA.',
          at: 'pool@90000000',
          related: [['firmware-name makes the kernel load a bitstream', 'firmware-name']],
        },
      ],
    },
    {
      name: 'a change of /reserved-memory by its label',
      dts: overlay('&reserved_memory { pool@90000000 { reg = <0x90000000 0x1000>; }; };'),
      input: runtime,
      findings: [
        {
          severity: 'warning',
          message:
            'The overlay adds the region pool@90000000 to /reserved-memory, and is applied while Linux runs.',
          at: 'pool@90000000',
        },
      ],
    },
    {
      name: 'a region that comes with a bitstream for an FPGA by its path',
      dts: overlay(`${region} &{/fpga-full} { firmware-name = "design.bin"; };`),
      findings: [
        {
          severity: 'warning',
          message:
            'The overlay adds the region pool@90000000 to /reserved-memory, and is applied while Linux runs, with the bitstream of an FPGA.',
          at: 'pool@90000000',
        },
      ],
    },
  ],
});
