import { describe, expect, it, vi } from 'vitest';
import { hasGraphicsCard } from './graphics-card';

/** A canvas whose WebGL context names what draws. */
function canvasBy(renderer: string | null): HTMLCanvasElement {
  const extensions = {
    WEBGL_debug_renderer_info: { UNMASKED_RENDERER_WEBGL: 1 },
    WEBGL_lose_context: { loseContext: vi.fn() },
  };
  const context = {
    getExtension: (name: keyof typeof extensions) => extensions[name],
    getParameter: () => renderer,
  };
  return { getContext: () => (renderer === null ? null : context) } as unknown as HTMLCanvasElement;
}

describe('whether a graphics card draws', () => {
  it.each(['ANGLE (NVIDIA, NVIDIA GeForce RTX 3060, OpenGL 4.5)', 'Apple M2', 'Mesa Intel(R) UHD Graphics 620'])(
    'by %s',
    (name) => expect(hasGraphicsCard(canvasBy(name))).toBe(true),
  );

  it.each([
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)',
    'Mesa/X.org, llvmpipe (LLVM 15.0.6, 256 bits)',
    'Microsoft Basic Render Driver',
  ])('and not by %s', (name) => expect(hasGraphicsCard(canvasBy(name))).toBe(false));

  it('and not without WebGL', () => expect(hasGraphicsCard(canvasBy(null))).toBe(false));
});
