import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFilter } from '@/lib/filter/parse';
import { entity } from '@/lib/flow/entity';
import { alertsBody, webhookBody } from '@/lib/notify/message';
import { dropGroup } from '@/lib/notify/sample';
import { readView } from '@/lib/view/view';

const parsed = parseFilter('ns:shop');
if (!parsed.ok) throw new Error(parsed.error.message);
const sender = { publicUrl: 'https://eyepiece.example/hubble', filter: parsed.filter, quietMs: 3_600_000 };
const firstMs = Date.parse('2026-03-01T08:30:12Z');
const group = dropGroup('a b/c', { firstMs, lastMs: Date.parse('2026-03-01T08:44:05Z') });
const told = { group, firstMs };

describe('a webhook message', () => {
  const body = JSON.parse(webhookBody([told], sender, Date.parse('2026-03-01T08:45:00Z'), 3));

  test('says what is refused, since when and how often, and where to look', () => {
    expect(body).toMatchObject({
      version: 1,
      kind: 'new-drop-groups',
      at: '2026-03-01T08:45:00.000Z',
      filter: 'ns:shop',
      more: 3,
    });
    expect(body.groups).toHaveLength(1);
    expect(body.groups[0]).toMatchObject({
      text: 'Ingress to frontend on 80/TCP from test-pod is denied: default deny, no matching allow. 12 times, since 2026-03-01T08:30:12.000Z.',
      source: { kind: 'workload', namespace: 'lab', name: 'test-pod' },
      count: 12,
      firstSeen: '2026-03-01T08:30:12.000Z',
    });
    expect(body.text).toBe(`1 new drop group, 3 more follow:\n${body.groups[0].text} ${body.groups[0].link}`);
  });

  test('links to the minutes of the group with it selected', () => {
    const link = new URL(body.groups[0].link);
    expect(link.origin + link.pathname).toBe('https://eyepiece.example/hubble/drops');
    const { view, notices } = readView(link.searchParams);
    expect(notices).toEqual([]);
    expect(view).toMatchObject({
      q: parsed.ok && parsed.filter,
      sel: { kind: 'drop', id: 'a b/c' },
      from: '2026-03-01T08:30:00.000Z',
      to: '2026-03-01T08:45:00.000Z',
    });
  });
});

describe('an alert', () => {
  test('has labels that stay while the group lasts, and ends when it is quiet', () => {
    const [alert] = JSON.parse(alertsBody([told], sender));
    const later = { firstMs, group: { ...group, count: 99, policies: ['x'], lastMs: group.lastMs + 60_000 } };
    const [again] = JSON.parse(alertsBody([later], sender));
    expect(again.labels).toEqual(alert.labels);
    expect(alert.labels).toMatchObject({
      alertname: 'NewDropGroup',
      cluster: 'default',
      destination: 'frontend',
      destination_namespace: 'shop',
      port: '80',
      reason: 'POLICY_DENIED',
    });
    expect([alert.startsAt, alert.endsAt, again.endsAt]).toEqual([
      '2026-03-01T08:30:12.000Z',
      '2026-03-01T09:44:05.000Z',
      '2026-03-01T09:45:05.000Z',
    ]);
    expect(alert.generatorURL).toBe(alert.annotations.link);
  });

  test('of groups that differ only in their id have labels that differ', () => {
    const alerts = JSON.parse(alertsBody([told, { firstMs, group: { ...group, id: 'other' } }], sender));
    expect(alerts[0].labels.drop_group).not.toBe(alerts[1].labels.drop_group);
  });
});

test('whatever text comes from the network, a message is well formed, bounded, and nothing in it acts or hides', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'grapheme', minLength: 190, maxLength: 400 }),
    fc.constantFrom('\u001b[2J', '\u202egnp', '\ud800', '"},{"x":"', 'a'.repeat(100_000)),
  );
  const time = fc.oneof(fc.integer(), fc.constantFrom(Number.MAX_SAFE_INTEGER, -1, Number.NaN, 8.7e15));
  fc.assert(
    fc.property(hostile, hostile, hostile, time, (name, namespace, reason, lastMs) => {
      const one = dropGroup(name, {
        source: entity('dns', name, { cluster: name, namespace }),
        destination: entity('workload', namespace, { namespace: name }),
        ...{ reason, policies: Array(50).fill(name), nodes: [name], lastMs },
      });
      const bodies = [
        webhookBody([{ group: one, firstMs: lastMs }], sender, 0, 0),
        alertsBody([{ group: one, firstMs: lastMs }], sender),
      ];
      for (const body of bodies) {
        const { id: _, ...said } = JSON.parse(body).groups?.[0] ?? JSON.parse(body)[0];
        expect(JSON.stringify(said)).not.toMatch(/\\u001b|\u202e|\\ud800/);
        expect(body.isWellFormed()).toBe(true);
      }
      const [alert] = JSON.parse(bodies[1] ?? '');
      expect(alert.generatorURL).toMatch(/^https:[!-~]+$/);
      if (name.isWellFormed() && name !== '') {
        expect(readView(new URL(alert.generatorURL).searchParams).view.sel?.id).toBe(name);
      }
      for (const value of Object.values<string>(alert.labels)) {
        expect(value).not.toBe('');
        expect(value.length).toBeLessThanOrEqual(201);
      }
      expect(Number.isNaN(Date.parse(alert.endsAt))).toBe(false);
    }),
    { numRuns: 200 },
  );
});
