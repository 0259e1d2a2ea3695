import { describe, expect, it } from 'vitest';
import { parseFilter } from '@/lib/filter/parse';
import { entity, entityKinds } from '@/lib/flow/entity';
import { edge, outside, workload } from '@/lib/graph/sample';
import { edgeFilter, entityFilter, hidingFilter } from './filters';

describe('what is selected as filter text', () => {
  it('names a workload by namespace, kind and name', () => {
    expect(entityFilter(workload('cart'))).toBe('ns:shop workload:Deployment/cart');
  });

  it('names both ends of an edge and its port, and nothing twice', () => {
    const [cart, payments] = [workload('cart'), workload('payments')];
    expect(edgeFilter(edge(cart, payments, 443), cart, payments)).toBe(
      'ns:shop workload:Deployment/cart workload:Deployment/payments port:443',
    );
  });

  it('names an end outside by its name', () => {
    expect(entityFilter(outside('api.bank.example'))).toBe('api.bank.example');
  });

  it('is always text the filter grammar reads, whatever the names', () => {
    for (const kind of entityKinds) {
      for (const name of ['plain', 'a b', 'q"uote', 'co:lon', '-minus', 'ns:x']) {
        const text = entityFilter(entity(kind, name, { namespace: kind === 'reserved' ? '' : 'shop' }));
        expect(parseFilter(text)).toMatchObject({ ok: true });
      }
    }
  });

  it('hides one entity by the token that names it, and none of its namesakes in other namespaces', () => {
    expect(hidingFilter(workload('cart'))).toBe('-workload:shop/Deployment/cart');
    expect(hidingFilter({ ...workload('cart'), workloadKind: '' })).toBe('-workload:shop//cart');
    expect(hidingFilter(outside('api.bank.example'))).toBe('-api.bank.example');
  });
});
