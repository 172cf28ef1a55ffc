import { type ChildProcess, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import { cleanEnvironment, command } from './carveout.ts';

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Diagnostic {
  readonly range: Range;
  readonly severity: number;
  readonly source: string;
  readonly code: string;
  readonly message: string;
  readonly tags?: readonly number[];
  readonly codeDescription?: { readonly href: string };
  readonly relatedInformation?: readonly {
    readonly location: { readonly uri: string; readonly range: Range };
    readonly message: string;
  }[];
}

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

export interface CodeAction {
  readonly title: string;
  readonly kind: string;
  readonly isPreferred?: boolean;
  readonly diagnostics?: readonly Diagnostic[];
  readonly command?: { readonly command: string; readonly arguments: readonly unknown[] };
  readonly edit?: {
    readonly documentChanges: readonly {
      readonly textDocument: { readonly uri: string; readonly version: number | null };
      readonly edits: readonly TextEdit[];
    }[];
  };
}

export interface Lens {
  readonly range: Range;
  readonly command: { readonly title: string };
}

/** What VS Code says of itself, as far as it matters. */
const capabilities = {
  textDocument: {
    publishDiagnostics: {
      relatedInformation: true,
      codeDescriptionSupport: true,
      tagSupport: { valueSet: [1, 2] },
      versionSupport: true,
    },
  },
  workspace: { workspaceEdit: { documentChanges: true }, codeLens: { refreshSupport: true } },
  window: { showDocument: { support: true } },
};

const patience = 20_000;

/** An editor, as far as the server can tell: it runs the built command and speaks to it over standard input and output. */
export class LspClient {
  readonly child: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #published: Published[] = [];
  readonly #listeners = new Set<() => void>();
  readonly shownDocuments: string[] = [];
  #stderr = '';

  constructor(folder: string, args: readonly string[] = []) {
    this.child = spawn(process.execPath, [command, 'lsp', '--stdio', ...args], {
      cwd: folder,
      env: cleanEnvironment({}),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const { stdin, stdout, stderr } = this.child;
    if (stdin === null || stdout === null || stderr === null) throw new Error('no pipes');
    stderr.on('data', (chunk: Buffer) => {
      this.#stderr += chunk.toString();
    });
    this.#connection = createMessageConnection(stdout, stdin);
    this.#connection.onNotification('textDocument/publishDiagnostics', (published: Published) => {
      this.#published.push(published);
      for (const listener of this.#listeners) listener();
    });
    this.#connection.onRequest('workspace/codeLens/refresh', () => null);
    this.#connection.onRequest('window/showDocument', ({ uri }: { uri: string }) => {
      this.shownDocuments.push(uri);
      return { success: true };
    });
    this.#connection.listen();
  }

  /** Ends the server, whatever it does. */
  kill(): void {
    this.#connection.dispose();
    this.child.kill('SIGKILL');
  }

  /** A client whose server is initialized with one folder. */
  static async start(folder: string, args: readonly string[] = []): Promise<LspClient> {
    const client = new LspClient(folder, args);
    await client.request('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'boards' }],
      capabilities,
    });
    await client.notify('initialized', {});
    return client;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** All that was published about a document, oldest first. */
  publishedFor(uri: string): readonly Published[] {
    return this.#published.filter((one) => one.uri === uri);
  }

  request<T>(method: string, params?: unknown): Promise<T> {
    return params === undefined
      ? this.#connection.sendRequest<T>(method)
      : this.#connection.sendRequest<T>(method, params);
  }

  notify(method: string, params?: unknown): Promise<void> {
    return params === undefined
      ? this.#connection.sendNotification(method)
      : this.#connection.sendNotification(method, params);
  }

  open(uri: string, text: string, version = 1): void {
    void this.notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'dts', version, text },
    });
  }

  /** Replaces the whole text. */
  change(uri: string, text: string, version: number): void {
    void this.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  }

  /** What is published about a version of a document, or of a file that is not open. */
  async diagnostics(uri: string, version?: number): Promise<readonly Diagnostic[]> {
    const published = await this.#until(() =>
      this.publishedFor(uri).findLast((one) => one.version === version),
    );
    return published.diagnostics;
  }

  /** The first publication about a document that is as wanted. */
  async published(uri: string, isWanted: (published: Published) => boolean): Promise<Published> {
    return this.#until(() => this.publishedFor(uri).findLast(isWanted));
  }

  async hover(uri: string, position: Position): Promise<string | undefined> {
    const found = await this.request<{ contents: { value: string } } | null>('textDocument/hover', {
      textDocument: { uri },
      position,
    });
    return found?.contents.value;
  }

  actions(uri: string, range: Range, only?: readonly string[]): Promise<readonly CodeAction[]> {
    return this.request('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
    });
  }

  async lenses(uri: string): Promise<readonly string[]> {
    const lenses = await this.request<readonly Lens[]>('textDocument/codeLens', { textDocument: { uri } });
    return lenses.map(({ range, command: { title } }) => `${range.start.line + 1}: ${title}`);
  }

  /** The exit code, once the server has ended. */
  async exitCode(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    return new Promise((resolve) => this.child.once('exit', (code) => resolve(code)));
  }

  async #until<T>(look: () => T | undefined): Promise<T> {
    const there = look();
    if (there !== undefined) return there;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#listeners.delete(listener);
        reject(new Error(`nothing came in ${patience} ms; stderr: ${this.#stderr}`));
      }, patience);
      const listener = (): void => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(timer);
        this.#listeners.delete(listener);
        resolve(found);
      };
      this.#listeners.add(listener);
    });
  }
}

/** The text with an edit's changes made, as an editor makes them. */
export function applied(text: string, edits: readonly TextEdit[]): string {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const offset = ({ line, character }: Position): number => (starts[line] ?? text.length) + character;
  return [...edits]
    .sort((left, right) => offset(right.range.start) - offset(left.range.start))
    .reduce(
      (changed, { range, newText }) =>
        changed.slice(0, offset(range.start)) + newText + changed.slice(offset(range.end)),
      text,
    );
}

/** Where a text stands: the position of its first character, or one further in. */
export function positionOf(text: string, what: string, further = 0): Position {
  const before = text.slice(0, text.indexOf(what) + further);
  const lines = before.split('\n');
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}
