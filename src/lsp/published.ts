import {
  type ClientCapabilities,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
} from 'vscode-languageserver/node';
import type { Severity } from '../lint/finding.ts';
import { rulePagePath } from '../source/rule-pages.ts';
import type { FileView, ViewDiagnostic } from './board-view.ts';
import { uriOfPath } from './document-uris.ts';

export const diagnosticSource = 'carveout';

/** What all boards have to say about a file, equal things once. */
export function diagnosticsOf(views: readonly FileView[]): readonly ViewDiagnostic[] {
  const found = new Map<string, ViewDiagnostic>();
  for (const { diagnostics } of views) {
    for (const diagnostic of diagnostics) {
      const { code, range, message } = diagnostic;
      const key = JSON.stringify([code, range, message]);
      if (!found.has(key)) found.set(key, diagnostic);
    }
  }
  return [...found.values()];
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** A diagnostic as the protocol has it, with what the client understands. */
export function protocolDiagnostic(
  { range, severity, code, message, isUnnecessary, related }: ViewDiagnostic,
  { textDocument }: ClientCapabilities,
  uriOf: (path: string) => string,
): Diagnostic {
  const { relatedInformation, codeDescriptionSupport, tagSupport } = textDocument?.publishDiagnostics ?? {};
  const page = rulePagePath(code);
  return {
    range,
    severity: severities[severity],
    source: diagnosticSource,
    code,
    message,
    ...(codeDescriptionSupport === true && page !== undefined
      ? { codeDescription: { href: uriOfPath(page) } }
      : {}),
    ...(tagSupport !== undefined && isUnnecessary ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(relatedInformation === true && related.length > 0
      ? {
          relatedInformation: related.map((one) => ({
            location: { uri: uriOf(one.path), range: one.range },
            message: one.message,
          })),
        }
      : {}),
  };
}
