import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

beforeAll(() => import('./element'));
afterEach(() => document.body.replaceChildren());

const server = 'https://eyepiece.example';

function place(attributes: Record<string, string> = {}) {
  const element = document.createElement('eyepiece-view');
  for (const [name, value] of Object.entries({ server, ...attributes })) element.setAttribute(name, value);
  document.body.append(element);
  const frame = element.shadowRoot?.querySelector('iframe');
  // A frame in a shadow root has no window here: that of another one stands in.
  const { contentWindow } = document.body.appendChild(document.createElement('iframe'));
  if (!frame || !contentWindow) throw new Error('no frame');
  Object.defineProperty(frame, 'contentWindow', { value: contentWindow });
  const posted = vi.spyOn(contentWindow, 'postMessage').mockImplementation(() => {});
  const say = (data: unknown, origin = server, source: MessageEventSource | null = contentWindow) =>
    window.dispatchEvent(new MessageEvent('message', { data, origin, source }));
  return { element, frame, posted, say };
}

const ready = { eyepiece: 1, type: 'ready', view: 'map', accepts: [] };

test('attributes make the address', () => {
  const { frame } = place({ view: 'drops', namespaces: 'shop, web, a b;c', q: 'port:53', theme: 'light' });
  const url = new URL(frame.src);
  expect(url.origin + url.pathname).toBe(`${server}/embed/drops`);
  expect(url.searchParams.get('q')).toBe('ns:shop,web,a port:53');
  expect(url.searchParams.get('theme')).toBe('light');
  expect(url.searchParams.get('host')).toBe(window.location.origin);
});

test('what is wanted before the view is ready waits for it, and goes to its origin alone', () => {
  const { element, posted, say } = place();
  element.setNamespaces(['shop']);
  expect(posted).not.toHaveBeenCalled();
  say(ready);
  expect(posted).toHaveBeenCalledWith({ eyepiece: 1, type: 'setNamespaces', namespaces: ['shop'] }, server);
});

test('an attribute that changes later is told, not loaded', async () => {
  const { element, frame, posted, say } = place();
  say(ready);
  const before = frame.src;
  element.setAttribute('q', 'ns:shop');
  await Promise.resolve();
  expect(posted).toHaveBeenCalledWith({ eyepiece: 1, type: 'setFilter', filter: 'ns:shop' }, server);
  expect(frame.src).toBe(before);
  element.setAttribute('view', 'flows');
  await Promise.resolve();
  expect(frame.src).toContain('/embed/flows');
});

test('a token is in the address, and another takes its place without the view being loaded anew', async () => {
  const { element, frame, posted, say } = place({ token: 'a.b.c' });
  expect(new URL(frame.src).searchParams.get('token')).toBe('a.b.c');
  say(ready);
  expect(posted).not.toHaveBeenCalled();
  const before = frame.src;
  element.setAttribute('token', 'd.e.f');
  await Promise.resolve();
  expect(posted).toHaveBeenCalledExactlyOnceWith({ eyepiece: 1, type: 'setToken', token: 'd.e.f' }, server);
  expect(frame.src).toBe(before);
  // The frame was loaded again, by the address it had.
  say(ready);
  expect(posted).toHaveBeenCalledTimes(2);
  expect(posted).toHaveBeenLastCalledWith({ eyepiece: 1, type: 'setToken', token: 'd.e.f' }, server);
  element.removeAttribute('token');
  await Promise.resolve();
  expect(new URL(frame.src).searchParams.has('token')).toBe(false);
});

describe('messages', () => {
  test('become events', () => {
    const { element, say } = place();
    const heard = vi.fn();
    element.addEventListener('eyepiece-selection', (event) => heard(event.detail.selection));
    say({ eyepiece: 1, type: 'selection', selection: { kind: 'flow', id: 'a' } });
    expect(heard).toHaveBeenCalledWith({ kind: 'flow', id: 'a' });
  });

  test('of another origin, another window or another version are not heard', () => {
    const { element, posted, say } = place();
    const heard = vi.fn();
    element.addEventListener('eyepiece-ready', heard);
    element.setFilter('ns:shop');
    say(ready, 'https://evil.example');
    say(ready, server, window);
    say({ ...ready, eyepiece: 2 });
    say(null);
    expect(heard).not.toHaveBeenCalled();
    expect(posted).not.toHaveBeenCalled();
  });
});
