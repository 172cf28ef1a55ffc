/** What a person who read the place in the sources says of a finding there. */
export interface Judgement {
  readonly rule: string;
  /** Below the corpus' `src/`: where the finding points. */
  readonly file: string;
  /** Paths of the nodes that it is about. */
  readonly nodes: readonly string[];
  /**
   * `true`: a fault of the tree. `true as written`: a fault of the tree that a boot loader or firmware may mend before Linux sees it.
   * `false`: the tree is right, and the rule is wrong.
   */
  readonly verdict: 'true' | 'true as written' | 'false';
  /** In a sentence. */
  readonly why: string;
}
