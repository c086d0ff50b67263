// The content of the page, again whenever it changes: the server sends it rendered, this puts it in place.
// What the reader has done is kept: focus, scrolling, what is open, what stands in the filter.

const main = document.getElementById("content");
const state = document.getElementById("live");

function say(word, kind) {
  state.textContent = word;
  state.className = `live ${kind}`;
}

/** Makes `old` like `fresh`, touching only what differs. */
function morph(old, fresh) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) {
    old.replaceWith(fresh.cloneNode(true));
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  if (old.nodeName === "FORM") return;
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open" && name !== "tabindex") old.removeAttribute(name);
  }
  for (const { name, value } of [...fresh.attributes]) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  children(old, fresh);
}

function children(old, fresh) {
  const [olds, news] = [[...old.childNodes], [...fresh.childNodes]];
  // A list that grows at its top keeps its rows: what the reader has opened stays with its row.
  const added = news.length && olds.length ? news.findIndex((node) => same(node, olds[0])) : 0;
  if (added > 0 && /^(TBODY|OL)$/.test(old.nodeName)) {
    for (const node of news.slice(0, added).reverse()) {
      const clone = node.cloneNode(true);
      old.prepend(clone);
      olds.unshift(clone);
    }
  }
  for (let at = 0; at < Math.max(olds.length, news.length); at += 1) {
    if (at >= news.length) olds[at].remove();
    else if (at >= olds.length) old.append(news[at].cloneNode(true));
    else morph(olds[at], news[at]);
  }
}

function same(one, other) {
  return one.nodeName === other.nodeName && one.textContent === other.textContent;
}

function watch() {
  const source = new EventSource(main.dataset.live);
  source.onopen = () => say("live", "on");
  source.onmessage = (event) => {
    say("live", "on");
    const fresh = document.createElement("main");
    fresh.innerHTML = JSON.parse(event.data);
    children(main, fresh);
  };
  source.onerror = () => say(source.readyState === EventSource.CLOSED ? "ended" : "connecting", "off");
  // A page that is left must not hold its connection.
  addEventListener("pagehide", () => source.close(), { once: true });
}

function begin() {
  if (main?.dataset.live) watch();
}

begin();
// Out of the browser's cache of pages, where the connection was closed.
addEventListener("pageshow", (event) => { if (event.persisted) begin(); });
