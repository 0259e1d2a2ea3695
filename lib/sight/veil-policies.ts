// Which policies are named to a reader who sees one end of a conversation only: those that are laid on that end.

/**
 * `near` is the namespace of the end in sight; `decided` whether the policies asked were that end's. One without a
 * namespace is clusterwide: it is named where it was laid on the end in sight.
 */
export interface PolicySight {
  readonly near: string;
  readonly decided: boolean;
}

export function mayName(namespace: string, { near, decided }: PolicySight): boolean {
  return namespace === '' ? decided : namespace === near;
}

/** Whether the end that sent the packet is the one whose policies were asked; null where that is not told. */
export function senderDecided(direction: string): boolean | null {
  if (direction === 'EGRESS') return true;
  return direction === 'INGRESS' ? false : null;
}
