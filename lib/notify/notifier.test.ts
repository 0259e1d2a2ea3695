// Against a receiver that fails, hangs, breaks off and asks to wait (e2e/support/receiver.ts).
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Receiver, startReceiver } from '@/e2e/support/receiver';
import type { DropGroup } from '@/lib/drops/group';
import { everything } from '@/lib/filter/filter';
import { type Notifier, startNotifier } from '@/lib/notify/notifier';
import type { NotifyTarget } from '@/lib/notify/notify';
import type { NotifyPace } from '@/lib/notify/pace';
import { dropGroup } from '@/lib/notify/sample';

const quick: NotifyPace = {
  look: 1,
  rewatch: 10,
  gap: 20,
  refresh: 150,
  wait: 2_000,
  retries: [5, 10, 15],
  longestWait: 50,
};

let receiver: Receiver;
const started: Notifier[] = [];
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.close()));
  await receiver.close();
});

/** Drop groups as a test lets them happen. */
function createScene() {
  const queue: (readonly DropGroup[])[] = [];
  let wake = () => {};
  let broken = false;
  return {
    happen(...groups: readonly DropGroup[]) {
      queue.push(groups);
      wake();
    },
    breakOff() {
      broken = true;
      wake();
    },
    async *groups(signal: AbortSignal) {
      signal.addEventListener('abort', () => wake(), { once: true });
      while (!signal.aborted) {
        const next = queue.shift();
        if (next) yield next;
        else if (broken) {
          broken = false;
          throw new Error('the stream broke');
        } else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
  };
}

const muted = new Set<string>();

function start(target: Partial<NotifyTarget> = {}, pace: Partial<NotifyPace> = {}) {
  muted.clear();
  const scene = createScene();
  const notifier = startNotifier({
    target: {
      kind: 'webhook',
      url: `${receiver.url}/hook/secret-path?token=secret-query`,
      filter: everything,
      quietMs: 3_600_000,
      publicUrl: 'https://eyepiece.example',
      ...target,
    },
    groups: scene.groups,
    isMuted: ({ id }) => muted.has(id),
    pace: { ...quick, ...pace },
  });
  started.push(notifier);
  return { scene, notifier };
}

const fresh = (id: string, more: Partial<DropGroup> = {}) => {
  const now = Date.now();
  return dropGroup(id, { firstMs: now + 1, lastMs: now + 1, ...more });
};
const until = (expectation: () => void) => vi.waitFor(expectation, { timeout: 30_000, interval: 5 });
const idsTold = () => receiver.taken.flatMap(({ body }) => body.groups.map(({ id }: { id: string }) => id));

describe('a webhook', () => {
  test('is told of each new group once', async () => {
    const { scene, notifier } = start();
    scene.happen(fresh('a'), dropGroup('old', { firstMs: 5, lastMs: Date.now() }));
    await until(() => expect(idsTold()).toEqual(['a']));
    scene.happen(fresh('a', { count: 13 }), fresh('b'));
    await until(() => expect(idsTold()).toEqual(['a', 'b']));
    expect(receiver.taken[0]?.path).toBe('/hook/secret-path?token=secret-query');
    await until(() =>
      expect(notifier.status()).toMatchObject({
        watching: true,
        groups: { told: 2, waiting: 0, lost: 0 },
        messages: { sent: 2, failedAttempts: 0 },
        failure: null,
        lastSent: expect.any(String),
      }),
    );
  });

  test('gets many groups in few messages, at a bounded rate', async () => {
    const { scene } = start({}, { gap: 30 });
    const ids = Array.from({ length: 130 }, (_, index) => `g${index}`);
    scene.happen(...ids.map((id) => fresh(id)));
    await until(() => expect(idsTold()).toEqual(ids));
    expect(receiver.taken.map(({ body }) => [body.groups.length, body.more])).toEqual([
      [50, 80],
      [50, 30],
      [30, 0],
    ]);
  });

  test.each([
    ['answers 500', { status: 500 }],
    ['answers 429', { status: 429, headers: { 'retry-after': '0' } }],
    ['breaks off', 'reset'],
  ] as const)('that %s is tried again until it takes the message, which comes once', async (_, how) => {
    const { scene, notifier } = start({}, { retries: [5, 5, 5, 5_000] });
    receiver.answer(how);
    scene.happen(fresh('a'));
    await until(() => expect(notifier.status().messages.failedAttempts).toBeGreaterThanOrEqual(2));
    expect(notifier.status().failure?.attempts).toBeGreaterThanOrEqual(2);
    receiver.answer({ status: 204 });
    await until(() => expect(notifier.status()).toMatchObject({ groups: { told: 1, lost: 0 }, failure: null }));
    expect(idsTold()).toEqual(['a']);
  });

  test('that goes on failing is given up after the last attempt, counted, and told of later groups', async () => {
    const { scene, notifier } = start();
    receiver.answer({ status: 503 });
    scene.happen(fresh('a'));
    await until(() => expect(notifier.status().groups.lost).toBe(1));
    expect(receiver.attempts).toHaveLength(1 + quick.retries.length);
    expect(notifier.status()).toMatchObject({
      messages: { sent: 0, failedAttempts: 4 },
      failure: { message: 'The receiver answered 503.', attempts: 4 },
    });
    receiver.answer({ status: 200 });
    scene.happen(fresh('b'));
    await until(() => expect(idsTold()).toEqual(['b']));
  });

  test.each([
    ['will not take it', { status: 400 }, 'The receiver answered 400 and will not take it.'],
    [
      'leads elsewhere',
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      'The receiver answered 302: give the address that it leads to.',
    ],
  ] as const)('that %s is not asked twice', async (_, how, message) => {
    const { scene, notifier } = start();
    receiver.answer(how);
    scene.happen(fresh('a'));
    await until(() => expect(notifier.status().groups.lost).toBe(1));
    expect(receiver.attempts).toHaveLength(1);
    expect(notifier.status().failure?.message).toBe(message);
  });

  test('that says nothing is left after a while, and holds up nothing meanwhile', async () => {
    const { scene, notifier } = start({}, { wait: 500, retries: [5] });
    receiver.answer('hang');
    scene.happen(fresh('a'));
    await until(() => expect(receiver.attempts).toHaveLength(1));
    scene.happen(...Array.from({ length: 100 }, (_, index) => fresh(`g${index}`)));
    await until(() => expect(notifier.status().groups.waiting).toBe(101));
    await until(() => expect(notifier.status().failure?.message).toBe('The receiver did not answer in time.'));
    receiver.answer({ status: 200 });
    await until(() => expect(notifier.status().groups.waiting).toBe(0));
    const { told, lost } = notifier.status().groups;
    expect([told + lost, told >= 100]).toEqual([101, true]);
  });

  test('that asks for a long wait is waited for, but not for ever', async () => {
    const { scene } = start({}, { longestWait: 30 });
    receiver.answer({ status: 429, headers: { 'retry-after': '86400' } });
    scene.happen(fresh('a'));
    await until(() => expect(receiver.attempts.length).toBeGreaterThanOrEqual(2));
  });

  test('is owed no more than so many groups: the rest is counted as lost', async () => {
    const { scene, notifier } = start({}, { gap: 60_000 });
    scene.happen(...Array.from({ length: 1_300 }, (_, index) => fresh(`g${index}`)));
    await until(() => expect(notifier.status().groups).toEqual({ told: 0, waiting: 1_000, lost: 300 }));
  });

  test('is not told of groups that are muted', async () => {
    const { scene, notifier } = start();
    muted.add('a');
    scene.happen(fresh('a'), fresh('b'));
    await until(() => expect(idsTold()).toEqual(['b']));
    await until(() => expect(notifier.status().groups).toEqual({ told: 1, waiting: 0, lost: 0 }));
  });

  test('is not told of groups that were muted while they waited', async () => {
    const { scene, notifier } = start({}, { gap: 300 });
    scene.happen(fresh('a'), fresh('b'));
    await until(() => expect(notifier.status().groups.waiting).toBe(2));
    muted.add('a');
    await until(() => expect(notifier.status().groups).toEqual({ told: 1, waiting: 0, lost: 0 }));
    expect(idsTold()).toEqual(['b']);
  });

  test('is watched for again after the watch broke', async () => {
    const { scene, notifier } = start();
    scene.happen(fresh('a'));
    await until(() => expect(idsTold()).toEqual(['a']));
    scene.breakOff();
    await until(() => expect(notifier.status().watching).toBe(false));
    scene.happen(fresh('a'), fresh('b'));
    await until(() => expect(idsTold()).toEqual(['a', 'b']));
    await until(() => expect(notifier.status().watching).toBe(true));
  });

  test('is logged in to by the name and password of its address, which nobody is shown', async () => {
    const { scene, notifier } = start({ url: receiver.url.replace('http://', 'http://me:pa%20ss@') });
    scene.happen(fresh('a'));
    await until(() => expect(idsTold()).toEqual(['a']));
    const login = `Basic ${Buffer.from('me:pa ss').toString('base64')}`;
    expect(receiver.taken[0]?.headers.authorization).toBe(login);
    expect(notifier.status().target).toBe(receiver.url);
  });

  test.each([
    ['nobody listens', /^Nothing listens at the receiver’s address\.$/],
    ['there is no host', /^The (name of the receiver has no address|receiver could not be reached)/],
  ])('where %s is said to fail without its secrets', async (what, sentence) => {
    const gone = await startReceiver();
    await gone.close();
    const host = what === 'nobody listens' ? new URL(gone.url).host : 'nowhere.invalid';
    const { scene, notifier } = start({ url: `http://me:hidden@${host}/hidden?hidden` }, { retries: [] });
    scene.happen(fresh('a'));
    await until(() => expect(notifier.status().groups.lost).toBe(1));
    expect(notifier.status().failure?.message).toMatch(sentence);
    expect(JSON.stringify(notifier.status())).not.toContain('hidden');
  });
});

describe('an Alertmanager', () => {
  const alertmanager = () => ({ kind: 'alertmanager', url: `${receiver.url}/am/` }) as const;
  const sources = (message: { body: { labels: Record<string, string> }[] } | undefined) =>
    message?.body.map(({ labels }) => labels.source);
  const from = (name: string, more: Partial<DropGroup> = {}) => {
    const { source } = dropGroup(name);
    return fresh(name, { source: { ...source, name }, ...more });
  };

  test('is sent new groups as alerts, and all that last again and again', async () => {
    const { scene, notifier } = start(alertmanager());
    scene.happen(from('a'));
    await until(() => expect(sources(receiver.taken[0])).toEqual(['a']));
    expect(receiver.taken[0]?.path).toBe('/am/api/v2/alerts');
    scene.happen(from('b'));
    await until(() => expect(sources(receiver.taken.at(-1))).toEqual(['a', 'b']));
    const before = receiver.taken.length;
    await until(() => expect(receiver.taken.length).toBeGreaterThan(before + 1));
    await until(() => expect(notifier.status().groups).toEqual({ told: 2, waiting: 0, lost: 0 }));
  });

  test('hears later ends while a group goes on, and nothing of it once it is quiet', async () => {
    const { scene } = start({ ...alertmanager(), quietMs: 3_000 });
    scene.happen(from('a'));
    await until(() => expect(receiver.taken).toHaveLength(1));
    const [first] = receiver.taken[0]?.body ?? [];
    scene.happen(from('a', { lastMs: Date.now(), firstMs: Date.now() }));
    await until(() => {
      const [alert] = receiver.taken.at(-1)?.body ?? [];
      expect(Date.parse(alert.endsAt)).toBeGreaterThan(Date.parse(first.endsAt));
      expect(alert.startsAt).toBe(first.startsAt);
    });
    await until(() => {
      const [alert] = receiver.taken.at(-1)?.body ?? [];
      expect(Date.now()).toBeGreaterThan(Date.parse(alert.endsAt) + 2 * quick.refresh);
    });
  });

  test('is no longer sent a group that was muted', async () => {
    const { scene } = start(alertmanager());
    scene.happen(from('a'), from('b'));
    await until(() => expect(sources(receiver.taken.at(-1))).toEqual(['a', 'b']));
    muted.add('a');
    await until(() => expect(sources(receiver.taken.at(-1))).toEqual(['b']));
  });

  test('that was away gets with the next refresh what it missed', async () => {
    const { scene, notifier } = start(alertmanager(), { retries: [] });
    receiver.answer('reset');
    scene.happen(from('a'));
    await until(() => expect(notifier.status().messages.failedAttempts).toBeGreaterThanOrEqual(2));
    expect(notifier.status().groups).toEqual({ told: 0, waiting: 1, lost: 0 });
    receiver.answer({ status: 200 });
    await until(() => expect(notifier.status().groups).toEqual({ told: 1, waiting: 0, lost: 0 }));
  });

  test('gets no more than a hundred alerts at a time', async () => {
    const { scene } = start(alertmanager());
    scene.happen(...Array.from({ length: 250 }, (_, index) => from(`s${index}`)));
    await until(() => expect(receiver.taken.slice(0, 3).map(({ body }) => body.length)).toEqual([100, 100, 50]));
  });
});
