import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wholeSteps } from './brush';

it('a part that is chosen holds what was meant, is never empty and stays on the axis', () => {
  const axis = { fromMs: 1_000_000_000, toMs: 1_003_600_000 };
  const moment = fc.integer({ min: axis.fromMs, max: axis.toMs });
  fc.assert(
    fc.property(moment, moment, fc.constantFrom(15_000, 30_000, 60_000), (a, b, stepMs) => {
      const meant = { fromMs: Math.min(a, b), toMs: Math.max(a, b) };
      const chosen = wholeSteps(meant, axis, stepMs);
      expect(chosen.fromMs).toBeLessThan(chosen.toMs);
      expect(chosen.fromMs).toBeGreaterThanOrEqual(axis.fromMs);
      expect(chosen.toMs).toBeLessThanOrEqual(axis.toMs);
      expect(chosen.fromMs).toBeLessThanOrEqual(meant.fromMs);
      expect(chosen.toMs).toBeGreaterThanOrEqual(meant.toMs);
    }),
  );
});
