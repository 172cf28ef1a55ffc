import { hex } from '../memory/quantity.ts';
import type { RecordedDifference, RecordedFigures } from '../workload/recorded-figures.ts';
import type { RecordedOutcome, ReplayedOutcome } from '../workload/recorded-outcome.ts';
import { plural, position, wrapped } from './labelled-lines.ts';
import type { Terminal } from './terminal.ts';

/** How a replay compares with its recording, for people; nothing where nothing was recorded. */
export function recordedLines(terminal: Terminal, recorded: RecordedFigures | undefined): readonly string[] {
  if (recorded === undefined) return [];
  const { compared, equal, different, modelled, differences } = recorded;
  const tells = compared === 1 ? 'tells' : 'tell';
  const rest = modelled === 0 ? '' : `, ${modelled} elsewhere where carveout's address is modelled`;
  const word = different === 0 ? (terminal.unicode ? '✓ ' : 'ok ') : terminal.unicode ? '✗ ' : 'NO ';
  const more = different - differences.length;
  return [
    ...wrapped(
      terminal,
      word,
      `${plural(compared, 'operation')} ${tells} what was recorded: ${equal} the same, ${different} different${rest}`,
      different === 0 ? 'green' : 'red',
    ),
    ...differences.flatMap((difference) => wrapped(terminal, '', differenceText(difference))),
    ...(more === 0 ? [] : [`  ${terminal.unicode ? '…' : '...'} and ${more} more`]),
  ];
}

/** What the verdict says of it, behind all else. */
export function recordedVerdict(recorded: RecordedFigures | undefined): string {
  if (recorded === undefined || recorded.different === 0) return '';
  return `; ${plural(recorded.different, 'operation')} ${recorded.different === 1 ? 'differs' : 'differ'} from the recording`;
}

function differenceText({
  operation,
  name,
  device,
  id,
  place,
  recorded,
  replayed,
}: RecordedDifference): string {
  const what = `${device}: ${name}${id === undefined ? '' : ` \`${id}\``}`;
  return `${position(place)}, operation ${operation}: ${what}: ${outcomeText(recorded, recorded)} there, ${outcomeText(replayed, recorded)} here`;
}

/** The address that was recorded of the two, or that it failed. */
function outcomeText(outcome: RecordedOutcome | ReplayedOutcome, { dma, phys }: RecordedOutcome): string {
  if (!outcome.ok) return 'fails';
  const address = phys !== undefined && dma === undefined ? outcome.phys : outcome.dma;
  return address === undefined ? 'succeeds' : hex(address);
}

/** The same for scripts: `recorded` of `run --format json`. */
export function recordedJson(recorded: RecordedFigures | undefined): object | null {
  if (recorded === undefined) return null;
  const { differences, ...counts } = recorded;
  return { ...counts, differences: differences.map(differenceJson) };
}

function differenceJson({ name, id, place, recorded, replayed, ...rest }: RecordedDifference): object {
  return {
    ...rest,
    do: name,
    id: id ?? null,
    recorded: outcomeJson(recorded),
    replayed: outcomeJson(replayed),
    file: place.file.path,
    ...place.file.lineColumn(place.start),
  };
}

function outcomeJson({ ok, dma, phys }: RecordedOutcome | ReplayedOutcome): object {
  const addresses = {
    ...(dma === undefined ? {} : { dma: hex(dma) }),
    ...(phys === undefined ? {} : { phys: hex(phys) }),
  };
  return ok ? { ok, ...addresses } : { ok };
}
