import { nameBit } from '../../grammar/name-bits.ts';
import type { SourceText } from '../../grammar/source-text.ts';
import type { BodySyntax, LabelSyntax, ReferenceSyntax, SyntaxRange } from '../../grammar/syntax.ts';
import type { Place } from '../source/place.ts';
import type { MergedTree } from './merged-tree.ts';
import { NodeLabels } from './node-labels.ts';
import type { Label, Node, Write } from './tree.ts';
import { cellBytes, TreeProperty, toWrite, type WriteRecord } from './tree-property.ts';

/** What happened to a node, in order. `built` and `merged` differ in dtc (see {@link TreeNode.rawProperties}). */
export type NodeEvent =
  | {
      readonly kind: 'built' | 'merged';
      readonly body: BodySyntax;
      /** The node's name or the reference that extends it. */
      readonly syntax: SyntaxRange;
      readonly statement: number;
    }
  | { readonly kind: 'deleted'; readonly syntax: SyntaxRange; readonly statement: number };

type WrittenEvent = Exclude<NodeEvent, { kind: 'deleted' }>;

const noNodes: readonly TreeNode[] = [];
const noLabels: readonly LabelSyntax[] = [];

/** Beyond this many children a node looks them up in a map. */
const mapThreshold = 8;

/**
 * A node of a merged tree: what was done to it, in order. Its properties are worked out from that when they are first
 * asked for, since most nodes of most boards are never looked at.
 */
export class TreeNode implements Node {
  readonly name: string;
  readonly tree: MergedTree;
  readonly parent: TreeNode | undefined;
  readonly events: NodeEvent[];
  /** Every child ever named here, deleted ones too: a child that comes back takes its old place. */
  rawChildren: TreeNode[] = noNodes as TreeNode[];
  isDeleted = false;
  omitIfNoRef = false;
  isReferenced = false;
  #labels: NodeLabels | undefined;
  #phandle: number | undefined;
  #phandleIsGenerated = false;
  #rawProperties: TreeProperty[] | undefined;
  /** Those that were asked for by name before all were worked out: they stay the same then. */
  #early: TreeProperty[] | undefined;
  #properties: ReadonlyMap<string, TreeProperty> | undefined;
  #children: ReadonlyMap<string, TreeNode> | undefined;
  #childrenByName: Map<string, TreeNode> | undefined;

  constructor(name: string, tree: MergedTree, parent: TreeNode | undefined, event: NodeEvent | undefined) {
    this.name = name;
    this.tree = tree;
    this.parent = parent;
    this.events = event === undefined ? [] : [event];
  }

  get baseName(): string {
    const at = this.name.indexOf('@');
    return at === -1 ? this.name : this.name.slice(0, at);
  }

  get unitAddress(): string | undefined {
    const at = this.name.indexOf('@');
    return at === -1 ? undefined : this.name.slice(at + 1);
  }

  get path(): string {
    if (this.parent === undefined) return '/';
    let path = '';
    for (let node: TreeNode = this; node.parent !== undefined; node = node.parent)
      path = `/${node.name}${path}`;
    return path;
  }

  get place(): Place {
    const first = this.events.find(({ kind }) => kind !== 'deleted') ?? this.events[0];
    if (first === undefined) return this.parent?.place ?? this.tree.place;
    return first.syntax.text.place(first.syntax.start, first.syntax.end);
  }

  get labels(): readonly Label[] {
    return this.liveLabels().map(({ name, text, start, end }) => ({ name, place: text.place(start, end) }));
  }

  get wasLabelled(): boolean {
    return this.#labels !== undefined;
  }

  get writes(): readonly Write[] {
    let exists = false;
    return this.events.map((event) => {
      const kind = event.kind === 'deleted' ? 'deleted' : exists ? 'extended' : 'defined';
      exists = kind !== 'deleted';
      return toWrite({ kind, syntax: event.syntax, statement: event.statement });
    });
  }

  get properties(): ReadonlyMap<string, TreeProperty> {
    this.#properties ??= this.#liveProperties();
    return this.#properties;
  }

  get children(): ReadonlyMap<string, TreeNode> {
    this.#children ??= new Map(this.liveChildren().map((child) => [child.name, child]));
    return this.#children;
  }

  get phandle(): number | undefined {
    return this.#phandle;
  }

  property(name: string): TreeProperty | undefined {
    if (this.#properties !== undefined) return this.#properties.get(name);
    if (name === 'phandle') return this.properties.get(name);
    if (this.#early !== undefined && this.#rawProperties === undefined) {
      for (const property of this.#early) if (property.name === name) return property;
    }
    if (!this.#wasEverGiven(name)) return undefined;
    if (this.#rawProperties !== undefined || !this.#isSimple()) return this.properties.get(name);
    return this.#earlyProperty(name);
  }

  child(name: string): TreeNode | undefined {
    const child = this.rawChild(name);
    return child === undefined || child.isDeleted ? undefined : child;
  }

  get deleted(): Node['deleted'] {
    const properties = this.rawProperties().filter(
      ({ isDeleted, syntax }) => isDeleted && syntax !== undefined,
    );
    const nodes = this.rawChildren.filter(({ isDeleted, events }) => isDeleted && events.length > 1);
    return [
      ...properties.map(({ name, writes }) => ({ name, kind: 'property' as const, writes })),
      ...nodes.map(({ name, writes }) => ({ name, kind: 'node' as const, writes })),
    ];
  }

  // ---- For the builder ----------------------------------------------------------------------------------------

  /** Children that are not deleted, in dtc's order. */
  liveChildren(): readonly TreeNode[] {
    for (const child of this.rawChildren) {
      if (child.isDeleted) return this.rawChildren.filter(({ isDeleted }) => !isDeleted);
    }
    return this.rawChildren;
  }

  /** The child that ever had this name, deleted or not. */
  rawChild(name: string): TreeNode | undefined {
    const { rawChildren } = this;
    if (rawChildren.length <= mapThreshold) {
      for (const child of rawChildren) if (child.name === name) return child;
      return undefined;
    }
    if (this.#childrenByName === undefined) {
      this.#childrenByName = new Map();
      for (const child of rawChildren)
        if (!this.#childrenByName.has(child.name)) this.#childrenByName.set(child.name, child);
    }
    return this.#childrenByName.get(name);
  }

  addChild(child: TreeNode): void {
    if (this.rawChildren === noNodes) this.rawChildren = [child];
    else this.rawChildren.push(child);
    if (this.#childrenByName !== undefined && !this.#childrenByName.has(child.name)) {
      this.#childrenByName.set(child.name, child);
    }
  }

  addEvent(event: NodeEvent): void {
    this.events.push(event);
    this.#rawProperties = undefined;
    this.#early = undefined;
    this.#properties = undefined;
  }

  /** Labels that are in force, newest first. */
  liveLabels(): readonly LabelSyntax[] {
    return this.#labels?.live() ?? noLabels;
  }

  hasLabel(name: string): boolean {
    return !this.isDeleted && this.#labels?.has(name) === true;
  }

  /** The labels that the node is built with. */
  setLabels(labels: readonly LabelSyntax[]): void {
    if (labels.length > 0) this.#labels = new NodeLabels(labels);
  }

  addLabel(label: LabelSyntax): void {
    this.#labels ??= new NodeLabels(noLabels);
    this.#labels.add(label);
  }

  killLabels(): void {
    this.#labels?.kill();
  }

  /** Whether some definition of a property here has what the flag says: without it nobody need look. */
  some(flag: 'hasSpecialProperty' | 'hasPropertyLabels'): boolean {
    for (const event of this.events) if (event.kind !== 'deleted' && event.body[flag]) return true;
    return false;
  }

  /** Calls back for each reference in the properties in force, in their order. */
  eachReference(visit: (reference: ReferenceSyntax, text: SourceText) => void): void {
    const { events } = this;
    const [first] = events;
    if (events.length === 1 && first?.kind === 'built') {
      // Nothing was overridden: the properties need not be worked out for this.
      const { references, text } = first.body;
      if (references !== undefined) for (const reference of references) visit(reference, text);
      return;
    }
    if (!events.some((event) => event.kind !== 'deleted' && event.body.references !== undefined)) return;
    if (this.#keepsReferences()) {
      for (const event of events) {
        if (event.kind === 'deleted' || event.body.references === undefined) continue;
        for (const reference of event.body.references) visit(reference, event.body.text);
      }
      return;
    }
    for (const { syntax } of this.properties.values()) {
      if (syntax?.references === undefined) continue;
      for (const reference of syntax.references) visit(reference, syntax.text);
    }
  }

  setPhandle(phandle: number, generated: boolean): void {
    this.#phandle = phandle;
    if (!generated) return;
    if (this.some('hasSpecialProperty') && this.properties.has('phandle')) return;
    this.#phandleIsGenerated = true;
    this.#rawProperties?.push(new TreeProperty('phandle', this));
    this.#properties = undefined;
  }

  /** The value of a property that no source wrote. */
  generatedValue(name: string): Uint8Array | undefined {
    if (name !== 'phandle' || this.#phandle === undefined) return undefined;
    return cellBytes(this.#phandle);
  }

  /** Takes a property out for good: a `name` that only says what the node's name says. */
  dropProperty(property: TreeProperty): void {
    this.#rawProperties = this.rawProperties().filter((each) => each !== property);
    this.#properties = undefined;
  }

  /**
   * Every property ever named here, deleted ones too, in the order of first appearance.
   *
   * In a body that builds the node a deletion deletes nothing that stands in the same body, it only takes a place in the
   * list; in one that is merged it deletes (dtc's livetree.c, build_node and merge_nodes; trap B of dtb-rules).
   */
  rawProperties(): readonly TreeProperty[] {
    this.#rawProperties ??= this.#replay();
    return this.#rawProperties;
  }

  /** Whether no definition that has references was overridden by another, or overrides one: then all are in force, in their order. */
  #keepsReferences(): boolean {
    const { events } = this;
    for (const [index, event] of events.entries()) {
      if (event.kind === 'deleted' || event.body.duplicateProperties !== undefined) return false;
      if (index === 0) {
        if (event.body.properties.some(({ kind }) => kind === 'delete-property')) return false;
        continue;
      }
      for (const property of event.body.properties) {
        if (property.kind === 'delete-property') return false;
        const bit = nameBit(property.name);
        for (let before = 0; before < index; before++) {
          const earlier = events[before];
          if (earlier === undefined || earlier.kind === 'deleted' || (earlier.body.nameBits & bit) === 0)
            continue;
          for (const other of earlier.body.properties) {
            if (other.kind === 'delete-property' || other.name !== property.name) continue;
            if (other.references !== undefined || property.references !== undefined) return false;
          }
        }
      }
    }
    return true;
  }

  /** Whether each name has one property, which all that was written is about. */
  #isSimple(): boolean {
    for (const event of this.events) {
      if (event.kind === 'deleted' || event.body.duplicateProperties !== undefined) return false;
    }
    return true;
  }

  /** The property of that name in a simple node, without those of other names; not asked for before. */
  #earlyProperty(name: string): TreeProperty | undefined {
    let found: TreeProperty | undefined;
    const bit = nameBit(name);
    for (const { body, statement } of this.events as Iterable<WrittenEvent>) {
      if ((body.nameBits & bit) === 0) continue;
      for (const syntax of body.properties) {
        if (syntax.name !== name) continue;
        // What a deletion does depends on what stands around it.
        if (syntax.kind === 'delete-property') return this.properties.get(name);
        found ??= new TreeProperty(name, this);
        found.define(syntax, statement);
      }
    }
    if (found !== undefined) {
      if (this.#early === undefined) this.#early = [found];
      else this.#early.push(found);
    }
    return found;
  }

  /** Whether somebody wrote a property of that name: most questions end here, and nothing is worked out. */
  #wasEverGiven(name: string): boolean {
    const bit = nameBit(name);
    for (const event of this.events) {
      if (event.kind === 'deleted' || (event.body.nameBits & bit) === 0) continue;
      for (const property of event.body.properties) if (property.name === name) return true;
    }
    return false;
  }

  #replay(): TreeProperty[] {
    const list: TreeProperty[] = [];
    const byName = new Map<string, TreeProperty>();
    for (const event of this.events) {
      if (event.kind === 'deleted') {
        const { syntax, statement } = event;
        for (const property of list) property.delete({ kind: 'deleted', syntax, statement });
        continue;
      }
      for (const syntax of event.body.properties) {
        const early = this.#early?.find(({ name }) => name === syntax.name);
        if (early !== undefined) {
          if (!byName.has(syntax.name)) {
            list.push(early);
            byName.set(syntax.name, early);
          }
          continue;
        }
        const known = event.kind === 'built' ? undefined : byName.get(syntax.name);
        const record: WriteRecord = { kind: 'deleted', syntax, statement: event.statement };
        if (syntax.kind === 'delete-property') {
          if (known !== undefined) known.delete(record);
          else if (event.kind === 'built') this.#place(list, byName, syntax.name).delete(record);
        } else {
          (known ?? this.#place(list, byName, syntax.name)).define(syntax, event.statement);
        }
      }
    }
    if (this.#phandleIsGenerated) list.push(new TreeProperty('phandle', this));
    return list;
  }

  #place(list: TreeProperty[], byName: Map<string, TreeProperty>, name: string): TreeProperty {
    const property = new TreeProperty(name, this);
    list.push(property);
    if (!byName.has(name)) byName.set(name, property);
    return property;
  }

  #liveProperties(): ReadonlyMap<string, TreeProperty> {
    const live = new Map<string, TreeProperty>();
    for (const property of this.rawProperties()) {
      if (!property.isDeleted && !live.has(property.name)) live.set(property.name, property);
    }
    return live;
  }
}
