// @ts-check
import { detailOf } from "./call.js";
import { choices, presentOf } from "./devices.js";
import { part, sentence } from "./page.js";
import { read, write } from "./preferences.js";

/** @typedef {import("./devices.js").Choice} Choice */
/** @typedef {import("./media.js").Media} Media */

/**
 * Choosing camera, microphone and speaker in the settings. Devices that are unplugged are replaced
 * by Media; here the lists are kept fresh, and what happened is told.
 */
export class DeviceChoice {
  #root;
  #media;
  #remote;
  #tell;
  /** @type {string} */ #speaker = read("speaker", "");
  /** The chosen speaker's name, once it was seen. @type {string} */ #label = "";

  /** @param {HTMLElement} root @param {Media} media @param {(words: string) => void} tell */
  constructor(root, media, tell) {
    this.#root = root;
    this.#media = media;
    this.#tell = tell;
    this.#remote = part(root, "remote", HTMLVideoElement);
    part(root, "speaker-row", HTMLElement).hidden = !("setSinkId" in this.#remote);
    for (const kind of /** @type {const} */ (["audio", "video"])) {
      const list = this.#list(kind);
      list.addEventListener("change", () => media.choose(kind, list.value));
    }
    this.#list("speaker").addEventListener("change", () => this.#choose(this.#list("speaker").value));
    media.addEventListener("changed", () => this.#refresh());
    media.addEventListener("device", (event) => {
      const { news, kind, from, to } = detailOf(event);
      tell(sentence(root, `device-${kind}-${news}`, { from, to }));
    });
    navigator.mediaDevices?.addEventListener("devicechange", async () => {
      await media.look();
      await this.#refresh();
    });
  }

  /** @param {string} id */
  async #choose(id) {
    this.#speaker = id;
    write("speaker", id);
    this.#label = "";
    await this.#refresh();
  }

  async #refresh() {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    await this.#listenOn(all);
    for (const kind of /** @type {const} */ (["audio", "video"])) {
      this.#fill(kind, all, this.#media.chosen[kind]);
      const words = part(this.#root, `${kind}-in-use`, HTMLElement);
      const label = this.#media.tracks[kind]?.label ?? "";
      words.textContent = label && sentence(this.#root, "device-in-use", { label });
    }
    this.#fill("speaker", all, this.#speaker);
  }

  /** Sound goes to the chosen speaker while it is there. @param {MediaDeviceInfo[]} all */
  async #listenOn(all) {
    if (!("setSinkId" in this.#remote)) return;
    const id = presentOf(all, "speaker", this.#speaker);
    if (id === this.#remote.sinkId) return;
    try {
      await this.#remote.setSinkId(id);
    } catch {
      return; // Not allowed, or gone again: the sound stays where it is.
    }
    const to = all.find(({ deviceId }) => deviceId === id)?.label ?? "";
    if (!id && this.#speaker) this.#say("lost", { from: this.#label });
    else if (id && this.#label === to) this.#say("back", { to });
    if (id) this.#label = to;
  }

  /** @param {"lost" | "back"} news @param {Record<string, string>} blanks */
  #say(news, blanks) {
    this.#tell(sentence(this.#root, `device-speaker-${news}`, blanks));
  }

  /** @param {Choice} choice @param {MediaDeviceInfo[]} all @param {string} chosen */
  #fill(choice, all, chosen) {
    const list = this.#list(choice);
    const options = choices(all, choice).map(({ deviceId, label }, at) => {
      const name = label || sentence(this.#root, "device-unnamed", { n: String(at + 1) });
      return new Option(name, deviceId);
    });
    list.options.length = 1;
    list.append(...options);
    list.value = presentOf(all, choice, chosen);
  }

  /** @param {Choice} choice */
  #list(choice) {
    return part(this.#root, `choose-${choice}`, HTMLSelectElement);
  }
}
