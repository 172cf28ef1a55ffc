import { type PassedOver, passedOver, readUsualLine } from './usual-trace-line.ts';

/** An event of a trace, with what stood before it. */
export interface TraceLine {
  /** Who was running: the pid; empty where the line does not tell. */
  readonly task: string;
  /** In whatever the clock counts; undefined: the line does not tell. */
  readonly time: number | undefined;
  readonly event: string;
  readonly text: string;
}

/** What a line of a trace is, where it is no event. */
export type OtherLine =
  | { readonly kind: 'blank' }
  /** `# tracer: nop`, a stack, `cpus=4`: nothing that happened. */
  | { readonly kind: 'comment' }
  /** The recorder ran out of room; `undefined`: it does not say how many. */
  | { readonly kind: 'lost'; readonly events: number | undefined }
  | PassedOver
  | { readonly kind: 'unknown' };

/**
 * comm-pid or comm pid, (tgid), [cpu], flags, time, system: of tracefs, trace-cmd and perf script (spec 10 §1). The comm may have
 * spaces and dashes; each repeated part is bounded, so that no line takes long.
 */
const recorded =
  /^(.{0,64}?)(?:-|\s)\s{0,16}(\d{1,10})(?:\/\d{1,10})?\s{1,16}(?:\([^)]{0,24}\)\s{1,16})?(?:\[\d{1,6}\]\s{1,16})?(?:[^\s:[(]{3,8}\s{1,16})?(\d{1,20}(?:\.\d{1,9})?):\s{1,80}(?:\w{1,64}:)?(\w{1,64}):\s{0,64}(.*)$/;

/** What `recorded` needs. */
const timed = /\d:\s{1,80}\w/;

/**
 * tp_printk: the event alone, behind whatever a console or a log puts before it: a time, a level, /dev/kmsg's fields, colours. The
 * caller's id is in the log where CONFIG_PRINTK_CALLER is set.
 */
const printed =
  /(?:^|[\s:;>]|\p{Cc}\[[\d;]{0,16}m)((?:dma|cma)_[a-z_]{1,40}|swiotlb_bounced): (.*?)(?:\p{Cc}\[[\d;]{0,16}m)?$/u;
const caller = /[[=]\s{0,8}T(\d{1,10})[\];]/;

const lost = /^CPU:\s*\d+\s+\[(?:LOST (\d+) EVENTS|(\d+) EVENTS DROPPED|EVENTS DROPPED)\]/;
const lostByPerf = /\bPERF_RECORD_LOST\b(?:.*?\blost[: ]+(\d+))?/;
const written = /^# entries-in-buffer\/entries-written:\s*(\d+)\/(\d+)/;
const comment =
  /^(?:#|=>|<stack trace>|<idle|cpus=\d|version = |CPU \d+ is empty|[0-9a-f]{8,16} \S.{0,400}\)$|(?:\w+-)?\d+\s.{0,64}<stack trace>)/;

/**
 * Reads one line, without its line feed; never fails.
 *
 * @param isWanted events by name: of others no more is looked at
 */
export function readTraceLine(line: string, isWanted: (event: string) => boolean): TraceLine | OtherLine {
  const text = line.trim();
  if (text === '') return { kind: 'blank' };
  const usual = readUsualLine(text, isWanted);
  if (usual !== undefined) return usual;
  const full = timed.test(text) ? recorded.exec(text) : null;
  if (full !== null) {
    const [, , task = '', time, event = '', rest = ''] = full;
    return isWanted(event) ? { task, time: Number(time), event, text: rest } : passedOver;
  }
  const mayBePrinted = text.includes('dma_') || text.includes('cma_') || text.includes('swiotlb_');
  const bare = mayBePrinted ? printed.exec(text) : null;
  if (bare === null) return otherLine(text);
  const [, event = '', rest = ''] = bare;
  if (!isWanted(event)) return passedOver;
  const [, task = ''] = caller.exec(text.slice(0, bare.index + 1)) ?? [];
  return { task, time: undefined, event, text: rest };
}

function otherLine(text: string): OtherLine {
  const gone = lost.exec(text);
  if (gone !== null) return { kind: 'lost', events: numberOf(gone[1] ?? gone[2]) };
  const byPerf = text.includes('PERF_RECORD_LOST') ? lostByPerf.exec(text) : null;
  if (byPerf !== null) return { kind: 'lost', events: numberOf(byPerf[1]) };
  const overwritten = written.exec(text);
  if (overwritten !== null) {
    const events = Number(overwritten[2]) - Number(overwritten[1]);
    return events > 0 ? { kind: 'lost', events } : { kind: 'comment' };
  }
  return comment.test(text) ? { kind: 'comment' } : { kind: 'unknown' };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
