// What a scene is: things that happen again and again, each at its own pace.
import type { Stage } from '@/demo/story/stage';

export interface Happening {
  readonly name: string;
  /** Mean time between two of them at the story's natural pace. */
  readonly everyMs: number;
  /** Tells flows at `atMs` and later. */
  readonly happen: (stage: Stage, atMs: number) => void;
}

export function happening(name: string, everyMs: number, happen: Happening['happen']): Happening {
  return { name, everyMs, happen };
}

/** The pod a client's load balancer would choose now. */
export function anyPod<Pod>(stage: Stage, { pods }: { readonly pods: readonly Pod[] }): Pod {
  return stage.random.pick(pods);
}
