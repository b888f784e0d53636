// @ts-check
import { wordsOf } from "./comparing_words.js";
import { face, part, sentence } from "./page.js";

/** The words to compare, behind a quiet button. */
export class Private {
  #button;
  #dialog;
  #shown = "";

  /**
   * @param {HTMLElement} root @param {import("./call.js").Call} call
   * @param {import("./view.js").View} view @param {() => void} stop somebody may be in between
   */
  constructor(root, call, view, stop) {
    this.root = root;
    this.call = call;
    this.#button = part(root, "private", HTMLButtonElement);
    this.#dialog = part(root, "private-words", HTMLElement);
    part(root, "words-match", HTMLButtonElement).addEventListener("click", () => {
      if (!call.verification) return;
      call.verification.isCompared = true;
      this.show();
      view.say("words-match");
      // The buttons are gone: the keyboard goes on where the answer is.
      this.#dialog.focus();
    });
    part(root, "words-differ", HTMLButtonElement).addEventListener("click", stop);
  }

  show() {
    const now = this.call.verification;
    const state = !now ? "wait" : now.isBroken ? "broken" : !now.digest ? "wait" : now.isCompared ? "match" : "compare";
    const key = state + (now?.digest ?? "");
    if (key === this.#shown) return;
    this.#shown = key;
    this.#button.hidden = state === "wait";
    face(this.#button, state !== "broken");
    part(this.root, "private-face", HTMLElement).textContent = sentence(this.root, `private-${state}`);
    for (const one of /** @type {NodeListOf<HTMLElement>} */ (this.#dialog.querySelectorAll("[data-when]"))) {
      one.hidden = !(one.dataset.when ?? "").split(" ").includes(state);
    }
    const words = (now?.digest ? wordsOf(now.digest) : []).map((word) => {
      const line = document.createElement("li");
      line.textContent = word;
      return line;
    });
    part(this.root, "words", HTMLElement).replaceChildren(...words);
  }
}
