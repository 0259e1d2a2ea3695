// The one way from text to code in a page: addresses of our own scripts, and the empty element that React makes scripts
// from (written so that it does not end the element it stands in). Runs before everything else; browsers without Trusted
// Types pass it over. And the nonce for style sheets that dialogs add.

/** `base` is the base path, '' or '/prefix'. */
export const trustedTypesScript = (base: string): string =>
  `self.__webpack_nonce__=document.currentScript.nonce;if(self.trustedTypes)trustedTypes.createPolicy("default",{createScriptURL:function(t){var u=new URL(t,location.href);return u.origin===location.origin&&u.pathname.indexOf(${JSON.stringify(`${base}/_next/static/`)})===0?t:null},createHTML:function(t){return t==="<script>\\x3c/script>"?t:null}})`;

/**
 * The same as rules, for a page that the server failed to draw: what Next.js sends then has no such script. Drawn in the
 * browser it is set as text, and does not run again.
 */
export const trustedTypesRules = (base: string) => ({
  createScriptURL(text: string): string | null {
    const url = new URL(text, location.href);
    return url.origin === location.origin && url.pathname.startsWith(`${base}/_next/static/`) ? text : null;
  },
  createHTML: (text: string): string | null =>
    text === '<script></script>' || text === trustedTypesScript(base) ? text : null,
});
