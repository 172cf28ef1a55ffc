import { type CmaAreaFact, type CmaAreaFiles, readCmaArea } from '../workload/trace/cma-debugfs.ts';
import type { DmaBufInfo } from '../workload/trace/dma-buf-info.ts';
import type { CmaFailureFact } from '../workload/trace/dmesg-failures.ts';
import {
  type FactWorkload,
  workloadOfArea,
  workloadOfDmaBufs,
  workloadOfFailure,
} from '../workload/trace/fact-workload.ts';
import { sumOf } from '../workload/trace/free-map.ts';
import type { RecordingKind } from '../workload/trace/recording-kind.ts';
import { traceBoard } from '../workload/trace/trace-board.ts';
import type { ImportRequest } from './import-recording.ts';
import { deliver } from './output.ts';
import { UsageError } from './usage-error.ts';

/** @throws UsageError where none of the requests that CMA refused is of the area that is asked for */
export function importFailures(facts: readonly CmaFailureFact[], name: string, request: ImportRequest): void {
  const asked = facts.filter(({ area, map }) => isAsked(areaOfFailure(area, map?.total, request), request));
  const fact = asked.find(({ map }) => map !== undefined) ?? asked[0];
  if (fact === undefined) throw new UsageError(`--area ${request.area}: ${name} tells of no failure there.`);
  const area = areaOfFailure(fact.area, fact.map?.total, request);
  const about = `${facts.length} refused by CMA; line ${fact.line} is the workload: ${fact.pages} pages${area === undefined ? '' : ` of ${area}`}`;
  const workload = workloadOfFailure(fact, name, area);
  const notes = [...otherSize(area, fact.map?.total, request), ...workload.notes];
  hand('dmesg', { ...workload, notes }, about, name, request);
}

/** Where the recorded system had another area than the board: what is taken there is not what was. */
function otherSize(
  area: string | undefined,
  pages: number | undefined,
  { board }: ImportRequest,
): readonly string[] {
  const known = area === undefined ? undefined : board?.dma.pools.find(({ name }) => name === area);
  if (known === undefined || pages === undefined || known.pageCount === pages) return [];
  return [`${area} has ${known.pageCount} pages on the board, and ${pages} in the recording: it is another.`];
}

/** The name on the board: by the log's, else by the size of the area, where only one has it. */
function areaOfFailure(
  area: string | undefined,
  pages: number | undefined,
  { board }: ImportRequest,
): string | undefined {
  const pools = board?.dma.pools.filter(({ kind }) => kind !== 'coherent') ?? [];
  if (board === undefined || pools.some(({ name }) => name === area)) return area;
  const alike = pools.filter(({ pageCount }) => pageCount === pages);
  if (alike.length === 1) return alike[0]?.name;
  return pools.length === 1 ? pools[0]?.name : undefined;
}

/** @throws UsageError for areas that cannot be read, or where none is the one that is asked for */
export function importAreas(
  folders: ReadonlyMap<string, CmaAreaFiles>,
  name: string,
  request: ImportRequest,
): void {
  const facts: CmaAreaFact[] = [];
  const mistakes: string[] = [];
  for (const [folder, files] of folders) {
    const fact = readCmaArea(folder, files);
    if (typeof fact === 'string') mistakes.push(fact);
    else facts.push(fact);
  }
  const [mistake = `${name}: there is no CMA area in it.`] = mistakes;
  if (facts.length === 0)
    throw new UsageError(
      mistake,
      'A copy of /sys/kernel/debug/cma has base_pfn, count and bitmap for each area.',
    );
  const fullest = facts
    .filter((fact) => isAsked(nameOnBoard(fact, request), request) || isAsked(fact.name, request))
    .toSorted((left, right) => sumOf(right.taken) - sumOf(left.taken))[0];
  if (fullest === undefined)
    throw new UsageError(`--area ${request.area}: there are ${facts.map((fact) => fact.name).join(', ')}.`);
  const area = nameOnBoard(fullest, request);
  const workload = workloadOfArea(fullest, name, area);
  const others = facts.filter((fact) => fact !== fullest).map((fact) => fact.name);
  const about = `${fullest.name}: ${sumOf(fullest.taken)} of ${fullest.count} pages taken`;
  const more = others.length === 0 ? [] : [`Not in it: ${others.join(', ')}; --area NAME takes another.`];
  hand(
    'cma-debugfs',
    {
      ...workload,
      notes: [...mistakes, ...otherSize(area, fullest.count, request), ...workload.notes, ...more],
    },
    about,
    name,
    request,
  );
}

function nameOnBoard({ name, basePfn }: CmaAreaFact, { board }: ImportRequest): string {
  return (board === undefined ? undefined : traceBoard(board).areaOf(basePfn)) ?? name;
}

/** @throws UsageError where no buffer is a device's */
export function importDmaBufs(info: DmaBufInfo, name: string, request: ImportRequest): void {
  if (info.buffers.length === 0) throw new UsageError(`${name}: there is no buffer in this list of dma-buf.`);
  const board = request.board === undefined ? undefined : traceBoard(request.board);
  const workload = workloadOfDmaBufs(info, name, (called, kind) => {
    const renamed = request.renamed.get(called);
    if (renamed === undefined && kind === 'exporter') return undefined;
    return board === undefined ? (renamed ?? called) : board.deviceOf(renamed ?? called);
  });
  if (workload.yaml === '')
    throw new UsageError(
      `${name}: no buffer has a device attached that the board has.`,
      '--map EXPORTER=NODE says whose buffers they are.',
    );
  hand('dma-buf', workload, `${info.buffers.length} buffers`, name, request);
}

function isAsked(area: string | undefined, { area: asked }: ImportRequest): boolean {
  return asked === undefined || area === asked;
}

function hand(
  from: RecordingKind,
  { yaml, notes }: FactWorkload,
  about: string,
  name: string,
  request: ImportRequest,
): void {
  deliver(yaml, request);
  if (request.format === 'json') {
    process.stderr.write(
      `${JSON.stringify({ schemaVersion: 1, file: name, from, about, notes }, null, 2)}\n`,
    );
    return;
  }
  process.stderr.write([`${name}: ${about}`, ...notes.map((note) => `  ${note}`), ''].join('\n'));
}
