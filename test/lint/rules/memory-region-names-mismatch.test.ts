import { memoryRegionNamesMismatch } from '../../../src/lint/rules/memory-region-names-mismatch.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const regions = 'a: a@90000000 { reg = <0x90000000 0x1000>; }; b: b@91000000 { reg = <0x91000000 0x1000>; };';
const device = (properties: string): string =>
  reserved(regions, `dsp: dsp { compatible = "vendor,dsp"; ${properties} };`);

ruleTest(memoryRegionNamesMismatch, {
  valid: [
    { name: 'names that are numbers', dts: device('memory-region = <&a>; memory-region-names = <1>;') },
    {
      name: 'a name for each entry',
      dts: device('memory-region = <&a>, <&b>; memory-region-names = "a", "b";'),
    },
    { name: 'no names at all', dts: device('memory-region = <&a>, <&b>;') },
    { name: 'a disabled device', dts: device('memory-region-names = "a"; status = "disabled";') },
  ],
  invalid: [
    {
      name: 'a name too many',
      dts: device('memory-region = <&a>; memory-region-names = "a", "b";'),
      findings: [
        {
          severity: 'error',
          message: '/dsp has 2 names in memory-region-names and 1 entry in memory-region.',
          at: 'memory-region-names',
          related: [['the entries are here', 'memory-region']],
          note: 'A driver takes the position of a name as the index of the entry: whoever asks for b gets -ENODEV.',
          help: 'Add an entry for b, or remove the name.',
        },
      ],
    },
    {
      name: 'a name too few',
      dts: device('memory-region = <&a>, <&b>; memory-region-names = "a";'),
      findings: [
        {
          severity: 'error',
          message: '/dsp has 1 name in memory-region-names and 2 entries in memory-region.',
          at: 'memory-region-names',
          related: [['the entries are here', 'memory-region']],
          note: 'A driver takes the position of a name as the index of the entry: the last entries cannot be asked for by name.',
          help: 'Name the last entries.',
        },
      ],
    },
    {
      name: 'names without entries',
      dts: device('memory-region-names = "a";'),
      findings: [
        {
          severity: 'error',
          message: '/dsp has memory-region-names and no memory-region.',
          at: 'memory-region-names',
          note: 'A driver that asks for one of the names gets -ENODEV.',
          help: 'Add memory-region, or remove memory-region-names.',
        },
      ],
    },
    {
      name: 'entries that an override replaces',
      dts: `${device('memory-region = <&a>, <&b>; memory-region-names = "a", "b";')}\n&dsp { memory-region = <&b>; };`,
      findings: [
        {
          severity: 'error',
          message: '/dsp has 2 names in memory-region-names and 1 entry in memory-region.',
          at: 'memory-region-names',
          related: [['the entries are here', 'memory-region']],
        },
      ],
    },
  ],
});
