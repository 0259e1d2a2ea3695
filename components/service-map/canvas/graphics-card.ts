// Whether a graphics card draws for this page, or a program that only does as if.

/** Names under which browsers and drivers report drawing by the processor. */
const software = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** False without WebGL 2, and where it is done by the processor: there the plain canvas is faster. */
export function hasGraphicsCard(canvas: HTMLCanvasElement = document.createElement('canvas')): boolean {
  const context = canvas.getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (!context) return false;
  const named = context.getExtension('WEBGL_debug_renderer_info');
  const name = context.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : context.RENDERER);
  // Browsers keep only so many of these open.
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return !software.test(String(name));
}
