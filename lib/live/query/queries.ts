// The questions of readers that are answered once; those that go on are views.
import type { EpochMs } from '@/lib/flow/flow';
import type { Lanes } from '@/lib/live/lane/lanes';
import type { Live, PodsSeen, Span } from '@/lib/live/live';
import { createAnswers } from '@/lib/live/query/answers';
import type { Asking } from '@/lib/live/query/asking';
import { answerFlows, epochOf } from '@/lib/live/query/page';
import { answerPods } from '@/lib/live/query/pods';
import { scopeKey } from '@/lib/live/query/scope-key';
import { createSharedAnswers } from '@/lib/live/query/shared-answers';
import { lookForValues } from '@/lib/live/query/value-look';
import { createValues } from '@/lib/live/query/values';
import { momentOf } from '@/lib/live/store/stores';

export type Queries = Pick<Live, 'namespaces' | 'pods' | 'map' | 'drops' | 'series' | 'flows' | 'values'>;

/** Pods come and go slowly, and every map asks. */
const podsFreshMs = 2_000;

export function createQueries({ ask }: Asking, lanes: Lanes, now: () => EpochMs): Queries {
  const answers = createAnswers({ lanes, now });
  const values = createValues();
  const pods = createSharedAnswers<Span & PodsSeen>(podsFreshMs);
  return {
    namespaces: (scope) => ask(scope, answers.namespaces),
    pods: (scope, group) =>
      pods.of(JSON.stringify([scopeKey(scope), group]), () =>
        ask(scope, (held, filter) =>
          answerPods(held, { group, filter: scope.reader?.within ? filter : null }, momentOf(held.stores, now())),
        ),
      ),
    map: (scope, group) => ask(scope, (held, filter) => answers.map(held, filter, group)),
    drops: (scope, shown) => ask(scope, (held, filter) => answers.drops(held, filter, shown)),
    series: (scope, by, stepMs) => ask(scope, (held, filter) => answers.series(held, filter, by, stepMs)),
    flows: (scope, page) =>
      ask(
        scope,
        (held, filter) => answerFlows(held, filter, page, momentOf(held.stores, now())),
        page.cursor === undefined ? undefined : epochOf(page.cursor),
      ),
    values: (scope, query) =>
      values.answer(scope, query, () =>
        ask(scope, (held, filter) =>
          lookForValues(held, { ...query, beside: scope.filter, filter }, momentOf(held.stores, now())),
        ),
      ),
  };
}
