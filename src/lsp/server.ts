import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeWatchedFilesNotification,
  type Hover,
  type InitializeParams,
  type InitializeResult,
  MarkupKind,
  PositionEncodingKind,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { rulePagePath } from '../source/rule-pages.ts';
import { Analysis } from './analysis.ts';
import type { ViewPosition, ViewRange } from './board-view.ts';
import { codeActions, fixAllKind, openPageCommand } from './code-actions.ts';
import { documentKind } from './document-kind.ts';
import { pathOfUri, uriOfPath } from './document-uris.ts';
import { diagnosticsOf, protocolDiagnostic } from './published.ts';

export interface ServerOptions {
  readonly version: string;
  /** Milliseconds that one board may take. */
  readonly timeLimit: number;
}

/** How long a question waits for the analysis of what was typed, in milliseconds. */
const patience = 5000;
const pause = 200;
/** A hover on a whole tree's worth of boards would be a page. */
const mostHovers = 2;

/** The language server on one connection: what the client tells and asks, from and to the analysis. */
export class LanguageServer {
  readonly #connection: Connection;
  readonly #options: ServerOptions;
  readonly #documents = new TextDocuments(TextDocument);
  /** By path; the client may spell a path otherwise than we would. */
  readonly #uris = new Map<string, string>();
  readonly #published = new Set<string>();
  #capabilities: ClientCapabilities = {};
  #workingFolder = '/';
  #analysis: Analysis | undefined;

  constructor(connection: Connection, options: ServerOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /** @param workingFolder where the client names no folder */
  listen(workingFolder: string): void {
    const [connection, documents] = [this.#connection, this.#documents];
    connection.onInitialize((params) => this.#initialize(params, workingFolder));
    connection.onInitialized(() => this.#watchFiles());
    connection.onDidChangeWatchedFiles(() => this.#analysis?.filesChanged());
    connection.onShutdown(() => this.#analysis?.end());

    documents.onDidOpen(({ document }) => this.#open(document));
    documents.onDidChangeContent(({ document }) => {
      const path = this.#pathOf(document.uri);
      // The opening comes as a change, too, and is known then.
      if (path !== undefined && this.#analysis?.versionOf(path) !== document.version)
        this.#analysis?.change(path, document.version, document.getText());
    });
    documents.onDidSave(() => this.#analysis?.filesChanged());
    documents.onDidClose(({ document }) => this.#close(document));
    documents.listen(connection);

    connection.onHover(async ({ textDocument, position }) => this.#hover(textDocument.uri, position));
    connection.onCodeLens(async ({ textDocument }) => this.#lenses(textDocument.uri));
    connection.onCodeAction(async ({ textDocument, range, context }) =>
      this.#actions(textDocument.uri, range, context.only),
    );
    connection.onExecuteCommand(async ({ command, arguments: given }) => {
      if (command === openPageCommand) await this.#openPage(given?.[0]);
    });
    connection.listen();
  }

  #initialize(params: InitializeParams, workingFolder: string): InitializeResult {
    const [folder] = params.workspaceFolders ?? [];
    // Clients without workspace folders name a root.
    const root = folder?.uri ?? params.rootUri;
    this.#capabilities = params.capabilities;
    this.#workingFolder =
      (typeof root === 'string' ? pathOfUri(root, workingFolder) : undefined) ?? workingFolder;
    this.#analysis = new Analysis({
      workingFolder: this.#workingFolder,
      timeLimit: this.#options.timeLimit,
      pause,
      onChange: (paths) => this.#publish(paths),
    });
    return {
      serverInfo: { name: 'carveout', version: this.#options.version },
      capabilities: {
        positionEncoding: PositionEncodingKind.UTF16,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        codeLensProvider: { resolveProvider: false },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
        executeCommandProvider: { commands: [openPageCommand] },
      },
    };
  }

  #watchFiles(): void {
    if (this.#capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) return;
    const watchers = ['**/*.{dts,dtsi,dtso,h}', '**/carveout.config.{yaml,yml,json}'].map((globPattern) => ({
      globPattern,
    }));
    // A client that then refuses has its reasons; files are read anew on each save in any case.
    this.#connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers })
      .catch(() => undefined);
  }

  #open(document: TextDocument): void {
    const path = this.#pathOf(document.uri);
    if (path === undefined) return;
    const kind = documentKind(path, document.languageId);
    if (kind === 'other') return;
    this.#uris.set(path, document.uri);
    this.#analysis?.open(path, kind, document.version, document.getText());
  }

  #close({ uri }: TextDocument): void {
    const path = this.#pathOf(uri);
    if (path === undefined) return;
    this.#analysis?.close(path);
    this.#uris.delete(path);
  }

  #pathOf(uri: string): string | undefined {
    return pathOfUri(uri, this.#workingFolder);
  }

  #uriOf(path: string): string {
    return this.#uris.get(path) ?? uriOfPath(path);
  }

  #publish(paths: ReadonlySet<string>): void {
    const analysis = this.#analysis;
    if (analysis === undefined) return;
    for (const path of paths) {
      const diagnostics = diagnosticsOf(analysis.viewsOf(path)).map((one) =>
        protocolDiagnostic(one, this.#capabilities, (other) => this.#uriOf(other)),
      );
      const version = analysis.versionOf(path);
      const uri = this.#uriOf(path);
      // Of files that nobody looks at only what there is to say, and that it is no more.
      if (version === undefined && diagnostics.length === 0 && !this.#published.has(uri)) continue;
      if (diagnostics.length === 0) this.#published.delete(uri);
      else this.#published.add(uri);
      this.#connection
        .sendDiagnostics({ uri, diagnostics, ...(version === undefined ? {} : { version }) })
        // Who has gone needs none.
        .catch(() => undefined);
    }
    if (this.#capabilities.workspace?.codeLens?.refreshSupport === true)
      this.#connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
  }

  /** The views of a document as it is now, once they are there. */
  async #viewsOf(uri: string): Promise<ReturnType<Analysis['viewsOf']>> {
    const path = this.#pathOf(uri);
    const analysis = this.#analysis;
    if (path === undefined || analysis === undefined) return [];
    await analysis.settled(patience);
    return analysis.viewsOf(path);
  }

  async #hover(uri: string, position: ViewPosition): Promise<Hover | null> {
    const views = await this.#viewsOf(uri);
    const found = views.flatMap(({ hovers }) => hovers.filter(({ range }) => holds(range, position)));
    const [first] = found;
    if (first === undefined) return null;
    // A cell within an entry, a reference within a value: the narrowest is what is meant.
    const narrowest = found.reduce((best, one) => (isInside(one.range, best.range) ? one : best), first);
    const texts = found
      .filter(({ range }) => isInside(range, narrowest.range) && isInside(narrowest.range, range))
      .map(({ markdown }) => markdown);
    const value = [...new Set(texts)].slice(0, mostHovers).join('\n\n---\n\n');
    return { range: narrowest.range, contents: { kind: MarkupKind.Markdown, value } };
  }

  async #lenses(uri: string): Promise<CodeLens[]> {
    const views = await this.#viewsOf(uri);
    // Of several boards that share a file, the first speaks.
    const { lenses = [] } = views.find((one) => one.lenses.length > 0) ?? {};
    return lenses.map(({ range, title }) => ({ range, command: { title, command: '' } }));
  }

  async #actions(uri: string, range: ViewRange, only: readonly string[] | undefined): Promise<CodeAction[]> {
    const views = await this.#viewsOf(uri);
    const uriOf = (path: string): string => this.#uriOf(path);
    return [
      ...codeActions(views, range, only, {
        capabilities: this.#capabilities,
        uriOf,
        versionOf: (path) => this.#analysis?.versionOf(path),
        toDiagnostic: (one) => protocolDiagnostic(one, this.#capabilities, uriOf),
      }),
    ];
  }

  async #openPage(rule: unknown): Promise<void> {
    const page = typeof rule === 'string' ? rulePagePath(rule) : undefined;
    if (page === undefined) return;
    if (this.#capabilities.window?.showDocument?.support === true)
      await this.#connection.window.showDocument({ uri: uriOfPath(page), takeFocus: true });
    else this.#connection.window.showInformationMessage(page);
  }
}

/** A hover range takes its end in: the cursor behind a word's last letter is at the word. */
function holds({ start, end }: ViewRange, position: ViewPosition): boolean {
  return !isBefore(position, start) && !isBefore(end, position);
}

function isInside(inner: ViewRange, outer: ViewRange): boolean {
  return !isBefore(inner.start, outer.start) && !isBefore(outer.end, inner.end);
}

function isBefore(left: ViewPosition, right: ViewPosition): boolean {
  return left.line < right.line || (left.line === right.line && left.character < right.character);
}
