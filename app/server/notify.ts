// The one notifier of this process: a reader of the live side like any other, who looks only every few seconds.
import 'server-only';
import { changedDrops } from '@/app/server/changed-drops';
import { config } from '@/app/server/config';
import { getMarks } from '@/app/server/marks';
import { type Marks, marksByGroup, standingOf } from '@/lib/drops/mark';
import { type Notifier, startNotifier } from '@/lib/notify/notifier';

const key = Symbol.for('eyepiece.notifier');
const home = globalThis as typeof globalThis & { [key]?: Notifier | null };

/** Watches from the first call on; null where nobody is to be told. */
export function getNotifier(): Notifier | null {
  if (home[key] === undefined) home[key] = start();
  return home[key];
}

function start(): Notifier | null {
  const target = config().notify;
  if (!target) return null;
  let marks: Marks = new Map();
  void getMarks().then((store) =>
    store.listen((all) => {
      marks = marksByGroup(all);
    }),
  );
  return startNotifier({
    target,
    groups: (signal) => changedDrops(target.filter, signal),
    isMuted: (group) => standingOf(group, marks, Date.now()) === 'muted',
  });
}
