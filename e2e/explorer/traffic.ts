// The traffic that the specs of the explorer look at: three attempts that are refused, and six that pass.
import { allowed, attempts, backend, cart, frontend, refused, testPod } from '../support/known-flows';

export const denied = attempts(3, { client: testPod, server: frontend, port: 80 });
export const passed = [
  ...attempts(4, { client: backend, server: frontend, port: 80 }, 50_000),
  ...attempts(2, { client: cart, server: frontend, port: 8080 }, 51_000),
];
/** Everything that is told of them. */
export const events = [...denied.flatMap(refused), ...passed.flatMap(allowed)];
