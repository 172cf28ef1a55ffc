import type { Finding, Severity } from '../lint/finding.ts';
import { codeFrame, locationText } from './code-frame.ts';
import { messageHead, remark } from './message-parts.ts';
import type { Terminal } from './terminal.ts';

/** A frame shows no more second places. */
const mostRelated = 8;

/**
 * A finding for people: `path:line:column: severity: message [rule]`, which editors read, then the source with its related places, what
 * the kernel will say, and a remedy.
 */
export function findingPretty(finding: Finding, terminal: Terminal): readonly string[] {
  const { place, severity, related } = finding;
  const shown = related.slice(0, mostRelated);
  const frame = codeFrame(terminal, [
    { place, kind: 'primary', style: severityStyle[severity] },
    ...shown.map((one) => ({ place: one.place, kind: 'secondary' as const, label: one.message })),
  ]);

  return [
    ...messageHead(terminal, {
      location: locationText(place),
      severity,
      message: finding.message,
      code: finding.rule,
    }),
    ...frame,
    ...(related.length > shown.length
      ? remark(terminal, 'also', `${related.length - shown.length} more places`)
      : []),
    ...(finding.note === undefined ? [] : remark(terminal, 'note', finding.note)),
    ...(finding.help === undefined ? [] : remark(terminal, 'help', finding.help)),
  ];
}

const severityStyle: Readonly<Record<Severity, 'red' | 'yellow' | 'cyan'>> = {
  error: 'red',
  warning: 'yellow',
  info: 'cyan',
};
