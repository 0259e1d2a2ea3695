// <eyepiece-view> of Eyepiece. Made by npm run embed; its source is lib/embed/element.ts.
(() => {
const version = 1;
const script = document.currentScript;
const views = ['map', 'drops', 'flows'];
/** Parameters of the address that are attributes of the same name: of links, and of frames. */
const parameters = [
    'cluster',
    'group',
    'from',
    'to',
    'theme',
    'accent',
    'controls',
    'off',
    'sel',
    'by',
    'show',
    'cols',
    'sort',
    'only',
    'hide',
    'label',
    'cards',
    'layout',
    'fold',
    'reach',
    'pins',
    'places',
    'against',
];
const namespace = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
class EyepieceView extends HTMLElement {
    static observedAttributes = ['server', 'view', 'q', 'namespaces', 'title', 'token', ...parameters];
    #frame = null;
    #ready = false;
    #waiting = [];
    #changed = new Set();
    /** The one that the view has. */
    #token = null;
    connectedCallback() {
        const frame = document.createElement('iframe');
        frame.style.cssText = 'display:block;border:0;width:100%;height:100%';
        frame.loading = 'lazy';
        frame.allow = 'clipboard-write';
        frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads');
        const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
        // A style element would need to be let in by the policy of the page around it.
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(':host{display:block;height:400px}:host([hidden]){display:none}');
        root.adoptedStyleSheets = [sheet];
        root.replaceChildren(frame);
        this.#frame = frame;
        window.addEventListener('message', this.#hear);
        this.#load();
    }
    disconnectedCallback() {
        window.removeEventListener('message', this.#hear);
        this.#frame = null;
        this.#ready = false;
    }
    attributeChangedCallback(name, before, after) {
        if (!this.#frame || before === after)
            return;
        if (this.#changed.size === 0)
            queueMicrotask(() => this.#follow());
        this.#changed.add(name);
    }
    setFilter(filter) {
        this.#send({ type: 'setFilter', filter });
    }
    setTime(from, to = null) {
        this.#send({ type: 'setTime', from, to });
    }
    setTheme(theme, accent) {
        this.#send({ type: 'setTheme', theme, ...(accent !== undefined && { accent }) });
    }
    setNamespaces(namespaces) {
        this.#send({ type: 'setNamespaces', namespaces: [...namespaces] });
    }
    setToken(token) {
        this.#token = token;
        this.#send({ type: 'setToken', token });
    }
    #send(message) {
        if (this.#ready)
            this.#frame?.contentWindow?.postMessage({ eyepiece: version, ...message }, this.#server().origin);
        else
            this.#waiting.push(message);
    }
    /** Only from our own frame, and only while it shows the server that was asked for. */
    #hear = ({ source, origin, data }) => {
        if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#server().origin)
            return;
        if (typeof data !== 'object' || data === null || data.eyepiece !== version || typeof data.type !== 'string')
            return;
        const { eyepiece: _, ...detail } = data;
        if (detail.type === 'ready') {
            this.#ready = true;
            // A frame that was loaded again by itself has the token of its address.
            const token = this.#token;
            if (token !== null && token !== new URL(this.#frame.src).searchParams.get('token'))
                this.setToken(token);
            for (const message of this.#waiting.splice(0))
                this.#send(message);
        }
        if (detail.type === 'resize' && this.hasAttribute('autosize') && Number.isFinite(detail.contentHeight))
            this.style.height = `${Math.min(Math.max(Number(detail.contentHeight), 120), 4000)}px`;
        this.dispatchEvent(new CustomEvent(`eyepiece-${detail.type}`, { detail, bubbles: true, composed: true }));
    };
    /** Tells the view what changed; what it cannot be told loads it anew. */
    #follow() {
        const changed = [...this.#changed];
        this.#changed.clear();
        if (!this.#frame)
            return;
        const groups = [['q', 'namespaces'], ['from', 'to'], ['theme', 'accent'], ['title'], ['token']];
        if (!this.#ready || changed.some((name) => !groups.flat().includes(name)))
            return this.#load();
        const has = (group) => group.some((name) => changed.includes(name));
        this.#frame.title = this.#title();
        if (has(['q', 'namespaces']))
            this.setFilter(this.#filter());
        if (has(['from', 'to']))
            this.setTime(this.getAttribute('from'), this.getAttribute('to'));
        const token = this.getAttribute('token');
        if (has(['token']) && token === null)
            return this.#load();
        if (token !== null && token !== this.#token)
            this.setToken(token);
        if (has(['theme', 'accent']))
            this.setTheme(this.#theme(), this.getAttribute('accent'));
    }
    #load() {
        if (!this.#frame)
            return;
        this.#ready = false;
        this.#frame.title = this.#title();
        const url = new URL(`embed/${this.#view()}`, this.#server());
        const filter = this.#filter();
        if (filter)
            url.searchParams.set('q', filter);
        for (const name of parameters) {
            const value = this.getAttribute(name);
            if (value)
                url.searchParams.set(name, value);
        }
        this.#token = this.getAttribute('token');
        if (this.#token !== null)
            url.searchParams.set('token', this.#token);
        url.searchParams.set('host', window.location.origin);
        this.#frame.src = url.href;
    }
    /** Ends in a slash. */
    #server() {
        const named = this.getAttribute('server') ?? script?.src.replace(/\/embed\.js.*$/, '') ?? window.location.origin;
        return new URL(`${named.replace(/\/+$/, '')}/`, window.location.href);
    }
    #view() {
        return views.find((view) => view === this.getAttribute('view')) ?? 'map';
    }
    #title() {
        return this.getAttribute('title') ?? `Eyepiece: ${this.#view()}`;
    }
    #theme() {
        const theme = this.getAttribute('theme');
        return theme === 'dark' || theme === 'light' ? theme : 'auto';
    }
    #filter() {
        const names = (this.getAttribute('namespaces') ?? '').split(/[\s,]+/).filter((name) => namespace.test(name));
        const choice = names.length > 0 ? `ns:${names.join(',')}` : '';
        return [choice, this.getAttribute('q') ?? ''].filter(Boolean).join(' ');
    }
}
if (!customElements.get('eyepiece-view'))
    customElements.define('eyepiece-view', EyepieceView);
})();
