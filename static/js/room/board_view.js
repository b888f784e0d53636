// @ts-check
/** The shared page on the stage. Fetched when one of the two first opens it. */
import { Board } from "./board.js";
import { detailOf } from "./call.js";
import { part, sentence } from "./page.js";

/** @typedef {import("./board.js").Mark} Mark */

const SVG = "http://www.w3.org/2000/svg";
/** The page's own measures, the same on both sides. */
const [WIDTH, HEIGHT] = [1_000, 750];
/** Points are sent on by the dozen while the line is drawn. */
const TOGETHER = 24;
const SAVED_MS = 60_000;
/** @type {Record<string, string>} */
const COLOURS = { black: "#22302c", green: "#2c6b3f", blue: "#1f4e8c", red: "#9b2226" };

/** @param {HTMLElement} root @param {import("./call.js").Call} call @param {import("./view.js").View} view */
export function openBoard(root, call, view) {
  const board = new Board((message) => call.aside(message), () => call.isAnew);
  const place = part(root, "board", HTMLElement);
  const button = part(root, "board-open", HTMLButtonElement);
  const badge = part(root, "board-new", HTMLElement);
  const list = part(root, "board-list", HTMLElement);
  const words = part(root, "board-words", HTMLElement);
  const form = part(root, "board-form", HTMLFormElement);
  const text = part(root, "board-text", HTMLInputElement);
  const where = part(root, "board-place", HTMLSelectElement);
  // The size is that of the saved picture, with twice as many dots so that it is sharp on paper.
  const size = { width: 2 * WIDTH, height: 2 * HEIGHT };
  const page = draw("svg", { ...size, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true", class: "board__page" });
  part(root, "board-paper", HTMLElement).append(page);
  /** That there is something to see. */
  const showNew = () => (badge.hidden = !place.hidden);
  /** @type {Map<string, SVGElement>} */ const drawn = new Map();

  /** @param {Mark} mark */
  function show(mark) {
    if ("points" in mark) {
      const stroke = { fill: "none", stroke: COLOURS[mark.ink], "stroke-width": "5", "stroke-linecap": "round", "stroke-linejoin": "round" };
      const line = drawn.get(mark.id) ?? page.appendChild(draw("polyline", stroke));
      // A single point is a dot: a line from it to itself.
      line.setAttribute("points", [...(mark.points.length === 2 ? mark.points : []), ...mark.points].join(" "));
      drawn.set(mark.id, line);
    } else {
      // The first line of this place that is free.
      const taken = [...page.querySelectorAll(`[data-place="${mark.place}"]`)].map((one) => Number(one.getAttribute("data-slot")));
      let slot = 0;
      while (taken.includes(slot)) slot += 1;
      const [row, column] = [Math.floor(mark.place / 3), mark.place % 3];
      const note = draw("text", {
        x: [24, WIDTH / 2, WIDTH - 24][column],
        y: 48 + (row * HEIGHT) / 3 + slot * 46,
        "data-place": mark.place,
        "data-slot": slot,
        "text-anchor": ["start", "middle", "end"][column],
        "font-size": "40",
        "font-family": "sans-serif",
        fill: COLOURS.black,
      });
      note.textContent = mark.text;
      page.append(note);
      drawn.set(mark.id, note);
      const item = document.createElement("li");
      const who = mark.own ? sentence(root, mark.brought ? "board-me" : "chat-me") : (root.dataset.name ?? "");
      item.textContent = `${mark.text} (${who}, ${where.options[mark.place].text})`;
      item.dataset.id = mark.id;
      list.append(item);
    }
  }

  board.addEventListener("changed", (event) => {
    /** @type {Mark | null} */ const mark = detailOf(event);
    if (mark) show(mark);
    else {
      for (const [id, one] of drawn) {
        if (board.marks.has(id)) continue;
        one.remove();
        drawn.delete(id);
        list.querySelector(`[data-id="${id}"]`)?.remove();
      }
    }
    view.reveal("board-brought", board.inOrder.some(({ brought }) => brought));
    if (mark && !mark.own) {
      showNew();
      if ("text" in mark) view.say("board-note", { text: mark.text });
      else if (mark.points.length <= 2 * TOGETHER) view.say("board-drawn");
    }
  });
  board.addEventListener("cleared", () => {
    words.textContent = sentence(root, "board-cleared");
  });

  /** @type {import("./board.js").Line | null} */ let line = null;
  /** @type {number[]} */ let waiting = [];
  /** @param {PointerEvent} event */
  function at(event) {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(page.getScreenCTM()?.inverse());
    const within = (/** @type {number} */ value, /** @type {number} */ most) =>
      Math.min(Math.max(Math.round(value), 0), most);
    return [within(x, WIDTH), within(y, HEIGHT)];
  }
  function sendOn() {
    if (line && waiting.length) board.draw(line, waiting);
    waiting = [];
  }
  page.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button) return;
    page.setPointerCapture(event.pointerId);
    const chosen = /** @type {import("./aside.js").Ink} */ (new FormData(form).get("ink") ?? "black");
    line = board.line(chosen);
    waiting = at(event);
    sendOn();
  });
  page.addEventListener("pointermove", (event) => {
    if (!line || !event.isPrimary) return;
    waiting.push(...at(event));
    if (waiting.length >= TOGETHER) sendOn();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    page.addEventListener(name, () => {
      sendOn();
      line = null;
    });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    board.note(text.value, Number(where.value));
    text.value = "";
  });
  /** @param {string} name @param {() => boolean | Promise<boolean>} deed */
  const press = (name, deed) =>
    part(root, `board-${name}`, HTMLButtonElement).addEventListener("click", async () => {
      words.textContent = (await deed()) ? "" : sentence(root, `board-${name}-not`);
    });
  press("undo", () => board.undo());
  press("clear", () => board.clear());
  press("save", async () => {
    const drawing = new Image();
    const written = new XMLSerializer().serializeToString(page);
    drawing.src = URL.createObjectURL(new Blob([written], { type: "image/svg+xml" }));
    // Where the browser gives null instead of what is asked for, the next line throws.
    try {
      await drawing.decode();
      const canvas = Object.assign(document.createElement("canvas"), size);
      const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
      pen.fillStyle = "white";
      pen.fillRect(0, 0, size.width, size.height);
      pen.drawImage(drawing, 0, 0);
      /** @type {Blob} */ const blob = await new Promise((done) => canvas.toBlob(/** @type {BlobCallback} */ (done)));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = sentence(root, "board-file");
      link.click();
      // Some browsers fetch it only after the click is over.
      setTimeout(() => URL.revokeObjectURL(link.href), SAVED_MS);
      return true;
    } catch {
      return false;
    } finally {
      URL.revokeObjectURL(drawing.src);
    }
  });

  function toggle() {
    place.hidden = !place.hidden;
    button.setAttribute("aria-expanded", String(!place.hidden));
    showNew();
    if (place.hidden) button.focus();
    else text.focus();
  }
  part(root, "board-close", HTMLButtonElement).addEventListener("click", toggle);
  place.addEventListener("keydown", ({ key, isComposing }) => key === "Escape" && !isComposing && toggle());
  call.addEventListener("aside-open", () => call.aside({ type: "board_ask" }));
  call.aside({ type: "board_ask" });
  /** @type {import("./keeping.js").Kind<Mark>} */
  const kept = {
    what: "drawing",
    all: () => board.inOrder,
    put: (mark, by) => ("text" in mark ? ["note", by, mark.place, mark.text] : ["line", by, mark.ink, mark.points]),
    lacks: "board_ask",
    asks: () => {
      showNew();
      view.news(sentence(root, "keep-asks-drawing"));
    },
  };
  return { toggle, kept, hear: (/** @type {import("./aside.js").AsideMessage} */ message) => board.hear(message) };
}

/**
 * @template {"svg" | "polyline" | "text"} Name
 * @param {Name} name @param {Record<string, string | number>} facts @returns {SVGElementTagNameMap[Name]}
 */
function draw(name, facts) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(facts)) made.setAttribute(key, String(value));
  return made;
}
