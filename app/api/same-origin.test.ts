import { describe, expect, it } from 'vitest';
import { toProblem } from './respond';
import { refuseOtherSites } from './same-origin';

const json = { 'content-type': 'application/json' };

function status(headers: Record<string, string>, method = 'PUT'): number {
  const body = method === 'PUT' ? '{}' : null;
  const request = new Request('http://127.0.0.1:3000/api/v1/marks', { method, body, headers });
  try {
    refuseOtherSites(request);
    return 200;
  } catch (error) {
    return toProblem(error).status;
  }
}

describe('a request that changes something', () => {
  it('may come from our own pages, whatever they are called behind a proxy', () => {
    expect(status({ ...json, 'sec-fetch-site': 'same-origin', origin: 'https://eyepiece.example' })).toBe(200);
    expect(status({ ...json, host: 'a.example', origin: 'http://a.example' })).toBe(200);
    expect(status({ ...json, host: '10.0.0.1', 'x-forwarded-host': 'a.example', origin: 'https://a.example' })).toBe(
      200,
    );
  });

  it('may come from what is no browser', () => {
    expect(status({ ...json, host: 'a.example' })).toBe(200);
  });

  it('may not come from a page of another site', () => {
    for (const site of ['cross-site', 'same-site', 'none'])
      expect(status({ ...json, 'sec-fetch-site': site, host: 'a.example', origin: 'http://a.example' })).toBe(403);
    expect(status({ ...json, host: 'a.example', origin: 'http://b.example' })).toBe(403);
    expect(status({ ...json, host: 'a.example', origin: 'null' })).toBe(403);
  });

  it('may not be a form or plain text, which pages of other sites may send', () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'text/plain; application/json', ''])
      expect(status({ 'content-type': type })).toBe(400);
    expect(status({ 'content-type': 'Application/JSON; charset=utf-8' })).toBe(200);
  });

  it('needs no type where it has no body', () => {
    expect(status({ host: 'a.example' }, 'DELETE')).toBe(200);
    expect(status({ host: 'a.example', origin: 'http://b.example' }, 'DELETE')).toBe(403);
  });
});
