// What is wrong with a policy object, and what becomes of it in a cluster.

export interface Problem {
  /** The field, such as `spec.ingress[0].toPorts[0].ports[0].port`; '' for the object itself. */
  readonly path: string;
  /** One sentence that names the field and the cure. */
  readonly message: string;
  /** `refused`: the cluster does not take the object. `dropped`: it leaves the field out, mostly without a word. */
  readonly effect: 'refused' | 'dropped';
}
