import { describe, expect, it } from 'vitest';
import { BoardSettingsReader } from '../../../src/project/settings/board-settings.ts';
import { FileStore } from '../../../src/source/file-store.ts';
import { MemoryFiles } from '../../../src/source/memory-files.ts';

function reader(files: Readonly<Record<string, string>>): BoardSettingsReader {
  return new BoardSettingsReader(new FileStore({ access: new MemoryFiles(files), workingFolder: '/' }));
}

describe('the settings of a board', () => {
  it('come from the nearest configuration above it', () => {
    const settings = reader({
      '/boards/carveout.config.yaml': [
        'kernel: { version: "6.1", arch: arm64, memory: [1G@0x40000000], ram: 2G, cmdline: quiet }',
        'sources: { include: [inc], define: [A=1] }',
        'lint: { preset: strict, baseline: known.json, overrides: [{ files: ["*.dts"], rules: { region-unused: off } }] }',
      ].join('\n'),
      '/boards/acme/a.dts': '',
    }).settingsFor('/boards/acme/a.dts');
    expect(settings).toMatchObject({
      request: {
        kernel: { version: '6.1', arch: 'arm64' },
        memory: [{ base: 0x4000_0000n, size: 1n << 30n }],
        ramSize: 2n << 30n,
        cmdline: 'quiet',
        preset: 'strict',
        levels: new Map([['region-unused', 'off']]),
      },
      sources: { includeFolders: ['/boards/inc'], allowedFolders: [], defines: [{ name: 'A', value: '1' }] },
      baseline: '/boards/known.json',
      problems: [],
    });
  });

  it('are none where there is no configuration', () => {
    expect(reader({ '/boards/a.dts': '' }).settingsFor('/boards/a.dts')).toMatchObject({
      sources: {},
      baseline: undefined,
      problems: [],
    });
  });

  it('lack what is wrong, which is told at its place', () => {
    const { request, problems } = reader({
      '/carveout.config.yaml':
        'kernel: { memory: [1G@here], cmdline: quiet, version: "1.0" }\nlint: { rules: { no-rule: off } }',
    }).settingsFor('/a.dts');
    expect(request).toMatchObject({ memory: undefined, cmdline: 'quiet' });
    expect(
      problems.map(({ message, place }) => [message, place?.file.text.slice(place.start, place.end)]),
    ).toEqual([
      ['memory 1G@here: not a size and a base.', '1G@here'],
      ['There is no rule no-rule.', expect.anything()],
      [expect.stringContaining('1.0'), expect.anything()],
    ]);
  });
});
