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

let source;

function watch() {
  leave();
  source = new EventSource(main.dataset.live);
  const mine = source;
  source.onopen = () => say("live", "on");
  source.onmessage = (event) => {
    say("live", "on");
    const fresh = document.createElement("main");
    fresh.innerHTML = JSON.parse(event.data);
    children(main, fresh);
  };
  source.onerror = () => say(mine.readyState === EventSource.CLOSED ? "ended" : "connecting", "off");
}

function leave() {
  source?.close();
  source = undefined;
}

// A page that nobody sees is not watched: nothing is computed for it, and it takes none of the few connections that a browser has for
// one host.
function begin() {
  if (!main?.dataset.live) return;
  if (document.hidden) {
    leave();
    say("paused", "off");
  } else if (!source || source.readyState === EventSource.CLOSED) watch();
}

begin();
document.addEventListener("visibilitychange", begin);
// A page that is left must not hold its connection; one out of the browser's cache of pages has lost it.
addEventListener("pagehide", leave);
addEventListener("pageshow", (event) => { if (event.persisted) begin(); });
