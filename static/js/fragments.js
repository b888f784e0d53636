// @ts-check
/**
 * Parts of the page from the server, by the attributes of htmx that the room's templates use and no
 * others: the whole library weighs more than a third of what the room may. The events have htmx's
 * names too, so a template or script works the same on a page that has the whole.
 *
 * Known: hx-get, hx-post; hx-trigger (events with `delay:` and `from:body`, `load`, `intersect`,
 * `every`); hx-target (`#id`, `closest`); hx-swap (`innerHTML`, `outerHTML`, `none`, `show:`);
 * hx-swap-oob; hx-headers and hx-vals (JSON, those of what is around it too).
 */

const ASKING = "[hx-get], [hx-post]";
const wired = new WeakSet();
/** Who is being answered, and whether they asked again meanwhile. @type {Map<Element, boolean>} */
const underWay = new Map();

/** @param {ParentNode} root */
function wire(root) {
  const found = [...root.querySelectorAll(ASKING)];
  if (root instanceof Element && root.matches(ASKING)) found.unshift(root);
  for (const asker of found) {
    if (wired.has(asker)) continue;
    wired.add(asker);
    for (const trigger of triggersOf(asker)) listen(asker, trigger.trim().split(/\s+/));
  }
}

/** @param {Element} asker */
function triggersOf(asker) {
  if (asker instanceof HTMLFormElement) return (asker.getAttribute("hx-trigger") ?? "submit").split(",");
  const own = asker.matches("input, select, textarea") ? "change" : "click";
  return (asker.getAttribute("hx-trigger") ?? own).split(",");
}

/** @param {Element} asker @param {string[]} trigger its event and what more is said of it */
function listen(asker, [name, ...more]) {
  if (name === "load") {
    ask(asker);
  } else if (name === "intersect") {
    const watch = new IntersectionObserver((seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
      watch.disconnect();
      ask(asker);
    });
    watch.observe(asker);
  } else if (name === "every") {
    const beat = setInterval(() => {
      if (asker.isConnected) ask(asker);
      else clearInterval(beat);
    }, milliseconds(more[0]));
  } else {
    const delay = more.find((word) => word.startsWith("delay:"))?.slice(6);
    const place = more.includes("from:body") ? document.body : asker;
    /** @type {ReturnType<typeof setTimeout> | undefined} */ let later;
    place.addEventListener(name, (event) => {
      if (!asker.isConnected) return;
      if (name === "submit" || (name === "click" && asker.matches("a, button"))) event.preventDefault();
      const submitter = event instanceof SubmitEvent ? event.submitter : null;
      clearTimeout(later);
      if (delay) later = setTimeout(() => ask(asker), milliseconds(delay));
      else ask(asker, submitter);
    });
  }
}

/** @param {string} words such as 700ms or 5s */
function milliseconds(words) {
  return parseFloat(words) * (words.endsWith("ms") ? 1 : 1_000);
}

/** Ask the server, and put its answer where it belongs. Whoever asks again while they are being
 * answered asks once more afterwards.
 * @param {Element} asker @param {HTMLElement | null} [submitter]
 */
async function ask(asker, submitter) {
  if (underWay.has(asker)) {
    underWay.set(asker, true);
    return;
  }
  const request = requestOf(asker, submitter);
  if (!request || !fire(asker, "beforeRequest")) return;
  underWay.set(asker, false);
  fire(asker, "beforeSend");
  try {
    const answer = await fetch(request);
    const html = await answer.text();
    if (answer.ok) take(asker, answer, html);
    else fire(asker, "responseError");
  } catch {
    fire(asker, "sendError");
  }
  fire(asker.isConnected ? asker : document.body, "afterRequest");
  const again = underWay.get(asker);
  underWay.delete(asker);
  if (again && asker.isConnected) ask(asker);
}

/** @param {Element} asker @param {HTMLElement | null} [submitter] @returns {Request | null} */
function requestOf(asker, submitter) {
  const isPost = asker.hasAttribute("hx-post");
  const address = new URL(asker.getAttribute(isPost ? "hx-post" : "hx-get") ?? "", location.href);
  if (address.origin !== location.origin) return null;
  const form = asker instanceof HTMLFormElement ? asker : isPost ? asker.closest("form") : null;
  if (form && isPost && !form.noValidate && !form.checkValidity()) return null;
  const said = form ? new FormData(form, submitter) : new FormData();
  if (!form && "name" in asker && "value" in asker && asker.name) {
    said.set(String(asker.name), String(asker.value));
  }
  for (const [name, value] of Object.entries(gathered(asker, "hx-vals"))) said.set(name, value);
  const body = new URLSearchParams(/** @type {[string, string][]} */ ([...said]));
  const headers = {
    "HX-Request": "true",
    "HX-Current-URL": location.href,
    "HX-Target": targetOf(asker)?.id ?? "",
    ...gathered(asker, "hx-headers"),
  };
  if (isPost) return new Request(address, { method: "POST", headers, body });
  for (const [name, value] of body) address.searchParams.set(name, value);
  return new Request(address, { headers });
}

/** What an attribute says here and all around, the nearest last. @param {Element} asker @param {string} name */
function gathered(asker, name) {
  const all = {};
  /** @type {Element[]} */ const around = [];
  for (let at = asker.closest(`[${name}]`); at; at = at.parentElement?.closest(`[${name}]`) ?? null) {
    around.unshift(at);
  }
  for (const one of around) Object.assign(all, JSON.parse(one.getAttribute(name) ?? "{}"));
  return /** @type {Record<string, string>} */ (all);
}

/** @param {Element} asker */
function targetOf(asker) {
  const place = asker.closest("[hx-target]")?.getAttribute("hx-target") ?? "this";
  if (place === "this") return asker.closest("[hx-target]") ?? asker;
  if (place.startsWith("closest ")) return asker.closest(place.slice(8));
  return document.querySelector(place);
}

/** @param {Element} asker @param {Response} answer @param {string} html */
function take(asker, answer, html) {
  const elsewhere = answer.headers.get("HX-Redirect");
  if (elsewhere) location.assign(elsewhere);
  else if (answer.headers.get("HX-Refresh") === "true") location.reload();
  else if (answer.status !== 204) place(asker, html);
  const news = answer.headers.get("HX-Trigger");
  if (!news) return;
  const names = news.startsWith("{") ? Object.keys(JSON.parse(news)) : news.split(",");
  const teller = asker.isConnected ? asker : document.body;
  for (const name of names) teller.dispatchEvent(new CustomEvent(name.trim(), { bubbles: true }));
}

/** @param {Element} asker @param {string} html */
function place(asker, html) {
  const target = targetOf(asker);
  const [how, ...more] = (asker.closest("[hx-swap]")?.getAttribute("hx-swap") ?? "inner").split(" ");
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const keep = keepFocus();
  for (const part of body.querySelectorAll("[hx-swap-oob]")) {
    const manner = part.getAttribute("hx-swap-oob");
    const there = document.getElementById(part.id);
    part.removeAttribute("hx-swap-oob");
    part.remove();
    if (!there) continue;
    const isInner = manner?.startsWith("inner") ?? false;
    put(there, !isInner, isInner ? [...part.childNodes] : [part]);
  }
  if (target && how !== "none") put(target, how.startsWith("outer"), [...body.childNodes]);
  keep();
  const shown = more.find((word) => word.startsWith("show:"))?.split(":")[1];
  if (shown) document.querySelector(shown)?.scrollIntoView();
}

/** Whoever types or stands on a button that is replaced by its like goes on there. */
function keepFocus() {
  const held = document.activeElement;
  const isField = held instanceof HTMLInputElement || held instanceof HTMLTextAreaElement;
  const [start, end] = isField ? [held.selectionStart, held.selectionEnd] : [null, null];
  return () => {
    const like = held?.id ? document.getElementById(held.id) : null;
    if (!like || held?.isConnected) return;
    like.focus({ preventScroll: true });
    const isText = like instanceof HTMLInputElement || like instanceof HTMLTextAreaElement;
    if (isText && start !== null) like.setSelectionRange(start, end);
  };
}

/** @param {Element} target @param {boolean} instead of the target, or inside it @param {Node[]} nodes */
function put(target, instead, nodes) {
  if (instead) target.replaceWith(...nodes);
  else target.replaceChildren(...nodes);
  const fresh = nodes.filter((node) => node instanceof Element);
  for (const one of fresh) {
    const first = one.matches("[autofocus]") ? one : one.querySelector("[autofocus]");
    if (first instanceof HTMLElement) first.focus();
    wire(one);
  }
  for (const event of ["afterSwap", "afterSettle"]) {
    for (const one of instead ? fresh : [target]) fire(one, event);
  }
}

/** @param {Element} place @param {string} name */
function fire(place, name) {
  return place.dispatchEvent(new CustomEvent(`htmx:${name}`, { bubbles: true, cancelable: true }));
}

wire(document);
