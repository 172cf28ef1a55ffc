import type { LintReport, ReportedFinding } from '../lint/lint-report.ts';
import { positionJson } from './finding-json.ts';
import { attributes } from './xml.ts';

/** Checkstyle's XML: findings by the file that they stand in. */
export function lintCheckstyle({ findings }: LintReport): string {
  const byFile = new Map<string, ReportedFinding[]>();
  for (const finding of findings) {
    const known = byFile.get(finding.place.file.path);
    if (known === undefined) byFile.set(finding.place.file.path, [finding]);
    else known.push(finding);
  }
  const files = [...byFile].flatMap(([file, own]) => [
    `  <file${attributes({ name: file })}>`,
    ...own.map(errorLine),
    '  </file>',
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<checkstyle version="4.3">',
    ...files,
    '</checkstyle>',
    '',
  ].join('\n');
}

function errorLine({ place, severity, message, rule }: ReportedFinding): string {
  const { line, column } = positionJson(place);
  return `    <error${attributes({ line, column, severity, message, source: `carveout.${rule}` })}/>`;
}
