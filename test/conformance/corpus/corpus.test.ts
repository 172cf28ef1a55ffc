import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openCorpus } from './corpus-folder.ts';
import { judgements } from './judgements.ts';
import { readKnownFindings } from './known-findings.ts';
import { allParts, runCorpus } from './run-corpus.ts';
import { upstreamPage } from './upstream-page.ts';
import { UpstreamPart } from './upstream-part.ts';

const folder = fileURLToPath(new URL('../../../../shared/corpus', import.meta.url));

/** A handful of all kinds; `npm run corpus` takes all of them. */
const sample = new Set([
  'src/arm64/ti/k3-am625-sk.dts',
  'src/arc/axs103.dts',
  'src/arm/synaptics/berlin2cd-google-chromecast.dts',
  'src/arm64/freescale/imx8qxp-mek.dts',
  'src/arm64/qcom/sc7180-idp.dts',
  'src/arm64/qcom/sm8550-mtp.dts',
  'src/arm64/rockchip/rk3399-rock-4se.dts',
  'src/arm64/ti/k3-j721e-common-proc-board.dts',
  'src/mips/mobileye/eyeq5-epm5.dts',
]);

describe.skipIf(!existsSync(join(folder, 'dts.tar.xz')))('boards of the corpus (in ../shared/corpus)', () => {
  test('give the regions, tokens, blobs and findings that others found', { timeout: 300_000 }, async () => {
    const corpus = openCorpus(folder);
    const boards = corpus.boards.filter(({ board }) => sample.has(board));
    expect(boards).toHaveLength(sample.size);
    const overlays = corpus.overlays.filter((path) => path.startsWith('src/arm64/ti/k3-am625-'));
    expect(overlays).not.toEqual([]);
    const files = corpus.files.filter((path) => path.startsWith('src/arm64/ti/'));
    expect(files).not.toEqual([]);
    expect(await runCorpus({ ...corpus, boards, overlays, files }, allParts)).toBe(0);
  });

  test('have findings that were judged, which go to a page', { timeout: 300_000 }, async () => {
    const corpus = openCorpus(folder);
    const boards = corpus.boards.filter(({ board }) => /sc7180-idp|octagon-talkman/.test(board));
    const part = new UpstreamPart(corpus.sources, false);
    expect(await runCorpus({ ...corpus, boards, overlays: [], files: [] }, [], [part])).toBe(0);
    const page = upstreamPage(part);
    expect(page).toContain('| errors | 2 | 2 | 0 | 0 | 100.0 % |');
    expect(page).toContain('| [silent-node-merge](rules/silent-node-merge.md) | error | 1 | 1 | 1 |');
    expect(page).toContain('- **arm64/qcom/sc7180-idp.dts:62**, `memory@86000000`, sc7180-idp: ');
  });

  test('are judged each once', () => {
    const keys = judgements.flatMap(({ rule, file, nodes }) =>
      nodes.map((node) => `${rule} ${file} ${node}`),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('have known findings whose places are read out of prose', () => {
    const known = new Map(readKnownFindings(folder).map((finding) => [finding.id, finding]));
    expect(known.get('T01')).toMatchObject({
      nodes: ['memory@400000', 'memory@400000'],
      places: [
        {
          file: 'src/arm64/qcom/msm8994-msft-lumia-octagon.dtsi',
          lines: [
            [173, 173],
            [188, 188],
          ],
        },
      ],
    });
    expect(known.get('T23')?.places).toEqual([
      { file: 'src/arm64/qcom/sm6125-sony-xperia-seine-pdx201.dts', lines: [[85, 85]] },
      { file: 'src/arm64/qcom/sm6125-xiaomi-laurel-sprout.dts', lines: [[58, 58]] },
    ]);
  });
});
