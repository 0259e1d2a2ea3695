// What the dashboard says of its connection to Relay, one thing after the other.
import type { App } from '../support/app';

export interface ConnectionLog {
  /** `live`, or the code or state of what keeps it from being so. */
  readonly states: readonly string[];
  stop(): void;
}

interface Answer {
  readonly clusters: readonly { readonly connection: { readonly state: string; readonly code?: string } }[];
}

/** Often enough that no state is missed: each lasts a second at least. */
const askEveryMs = 150;

export function followConnection(app: App): ConnectionLog {
  const states: string[] = [];
  const ask = async (): Promise<void> => {
    const { clusters } = await app.api<Answer>('/api/v1/status');
    const connection = clusters[0]?.connection;
    const state = connection?.code ?? connection?.state;
    if (state !== undefined && state !== states.at(-1)) states.push(state);
  };
  const timer = setInterval(() => void ask().catch(() => {}), askEveryMs);
  return { states, stop: () => clearInterval(timer) };
}
