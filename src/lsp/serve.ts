import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { LanguageServer, type ServerOptions } from './server.ts';

/**
 * Serves a client on standard input and output until it says goodbye; the process then ends: with 0 after a `shutdown`, else with 1, as the
 * protocol wants it.
 */
export function serve(options: ServerOptions): void {
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  new LanguageServer(connection, options).listen(process.cwd());
}
