import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import type { Finding } from '../../lint/finding.ts';
import type { Rehearsal } from '../../project/rehearse/rehearsal.ts';
import { countAt, type RecordedPool } from '../../workload/history/recorded-run.ts';
import { plural } from '../labelled-lines.ts';
import {
  deviceLooks,
  momentsOf,
  picturedCell,
  picturedMap,
  type RecordOf,
  type RunPicture,
  shownPools,
  thinningSentences,
} from '../run-picture.ts';
import { rehearsalWord } from '../run-verdict.ts';
import type { MapBlock } from '../svg/map-blocks.ts';
import { finestBlock } from '../svg/page-rows.ts';
import { escapeXml } from '../xml.ts';
import { section } from './html.ts';
import { mapSection } from './map-section.ts';
import { pageData, scriptJson } from './page-data.ts';
import { pageDocument } from './page-document.ts';
import { pageScript } from './page-script.ts';
import {
  callTable,
  deviceTable,
  expectationList,
  failureGroups,
  failureTable,
  findingList,
  kernelLog,
  phaseTable,
  poolTable,
} from './page-tables.ts';
import { poolSection } from './pool-section.ts';
import { budgets, pinnedTable, settingsSection } from './settings-section.ts';
import { troubleCards, verdictLine } from './verdict-section.ts';

export interface RunHtmlOptions {
  /** One line that says which kernel this was, under which assumptions. */
  readonly kernelText: (kernel: BootedKernel) => string;
  readonly recordOf: RecordOf;
  /** What the capacity rules say. */
  readonly findings?: readonly Finding[] | undefined;
}

/**
 * A workload's runs as one page that needs nothing else: no network, no fonts, and no script to be read. What the user wrote is
 * escaped, and a policy in the page forbids everything but its own script and style. Where there are several settings, one is
 * pictured: the one that the text shows.
 */
export function runHtml(
  rehearsal: Rehearsal,
  { kernelText, recordOf, findings = [] }: RunHtmlOptions,
): string {
  const picture = picturedCell(rehearsal, recordOf);
  const name = rehearsal.name ?? rehearsal.workload;
  const title = `${rehearsalWord(rehearsal)}: ${name}`;
  const cell = rehearsal.cells.find(({ result }) => result === picture?.result);
  const parts = [header(rehearsal, picture, kernelText), settingsSection(rehearsal, picture?.label)];
  if (picture === undefined) return pageDocument({ title, body: joined(parts) });

  const { result } = picture;
  const pools = shownPools(picture);
  const looks = deviceLooks(picture);
  const blocks = picturedMap(picture);
  parts.push(
    troubleCards(result),
    section('Pools', poolTable(result) + budgets(result)),
    section('Pinned pages', pinnedTable(cell?.pinned ?? []), 'the pictures are of the run without them'),
    section('Devices', deviceTable(result)),
    section('Memory map', mapSection(blocks, poolLink(pools)), 'heights grow with the logarithm of the size'),
    section('Over time', overTime(picture, pools, looks)),
    section('Failures', failures(picture)),
    section('Phases', phaseTable(result)),
    section('Other operations', callTable(result)),
    section('Expectations', expectationList(result)),
    section('Findings', findingList(findings)),
    section('Kernel log', kernelLog(result), 'operation: what the kernel prints'),
  );
  const data = pools.length === 0 ? undefined : scriptJson(pageData(picture, pools, looks));
  const script = data === undefined ? undefined : { program: pageScript, dataId: 'run-data', data };
  return pageDocument({ title, body: joined(parts), script });
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}

function header(
  rehearsal: Rehearsal,
  picture: RunPicture | undefined,
  kernelText: (kernel: BootedKernel) => string,
): string {
  const { name, workload } = rehearsal;
  const board = picture?.kernel.model.tree.root.property('model')?.asString();
  const facts = [
    ...(name === undefined ? [] : [workload]),
    ...(board === undefined ? [] : [`on ${board}`]),
    ...(picture === undefined ? [] : [plural(picture.result.operations, 'operation')]),
  ];
  return joined([
    '<header>',
    verdictLine(rehearsal, picture?.result),
    `<h1>${escapeXml(name ?? workload)}</h1>`,
    `<p>${escapeXml(facts.join(' · '))}</p>`,
    picture === undefined ? '' : `<p class="dim small">${escapeXml(kernelText(picture.kernel))}</p>`,
    '</header>',
  ]);
}

/** A block of a pool leads to its curve. */
function poolLink(pools: readonly RecordedPool[]): (block: MapBlock) => string | undefined {
  return ({ node, base }) => {
    const pool = pools.find(({ region, base: start }) =>
      region === undefined ? start === base : region === node,
    );
    return pool === undefined ? undefined : `#pool-${pool.pool}`;
  };
}

function overTime(
  picture: RunPicture,
  pools: readonly RecordedPool[],
  looks: ReadonlyMap<string, number>,
): string {
  if (pools.length === 0) return '';
  const { run } = picture;
  const maps = pools.flatMap((pool) =>
    momentsOf(pool, run.operations).map((moment) => [pool, moment] as const),
  );
  const buffers = maps.reduce(
    (sum, [pool, { operation }]) => sum + pool.before.length + countAt(run, pool, operation),
    0,
  );
  const narrowest = finestBlock(maps.length, buffers);
  const thinned = thinningSentences(run).map((sentence) => `<p class="small">${escapeXml(sentence)}</p>`);
  return [
    ...thinned,
    control(startOf(picture, pools), run.failures[0]?.operation),
    ...pools.map((pool) => poolSection(picture, pool, looks, narrowest)),
  ].join('\n');
}

/** The moment that is shown first: the first failure, else the peak of the fullest pool. */
function startOf({ run }: RunPicture, pools: readonly RecordedPool[]): number {
  const failure = run.failures.find(({ pool }) => pools.some((shown) => shown.pool === pool));
  if (failure !== undefined) return failure.operation;
  const share = ({ peakPages, pageCount }: RecordedPool): number => peakPages / Math.max(1, pageCount);
  const fullest = pools.reduce((best, pool) => (share(pool) > share(best) ? pool : best));
  return fullest.peakOperation;
}

function control(start: number, failure: number | undefined): string {
  const jump =
    failure === undefined ? '' : `<button type="button" data-operation="${failure}">first failure</button>`;
  return [
    '<div class="control only-js">',
    '<div class="line">',
    '<label for="at">after operation <b id="at-number" class="mono">0</b></label>',
    '<button type="button" data-step="-1" aria-label="one operation back">◀</button>',
    `<input type="range" id="at" min="0" max="0" value="0" step="1" data-start="${start}">`,
    '<button type="button" data-step="1" aria-label="one operation on">▶</button>',
    jump,
    '</div>',
    '<output id="at-says" for="at"></output>',
    '</div>',
  ].join('\n');
}

function failures({ result, run }: RunPicture): string {
  if (run.failures.length === 0) return '';
  const groups = result.failures.length > 1 || result.failuresLeftOut > 0 ? failureGroups(result) : '';
  const each = failureTable(run);
  return run.failures.length <= 10
    ? groups + each
    : `${groups || failureGroups(result)}<details><summary>Each of them</summary>${each}</details>`;
}
