// @ts-check
/**
 * The way to the echo, which sends picture and voice back. It knows no element.
 *
 * @typedef {"busy" | "down"} Refusal
 */

/** The echo is not there, or has no place. */
export class EchoRefused extends Error {
  /** @param {Refusal} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** Asks the site for relays and for the echo's answers. */
export class EchoDoor {
  #url;
  #token;

  /** @param {string} url @param {string} token against requests forged by other sites */
  constructor(url, token) {
    this.#url = url;
    this.#token = token;
  }

  /** Relays with credentials for this visit; none where none is set up. @returns {Promise<RTCIceServer[]>} */
  async relays() {
    return (await this.#fetch({})).ice_servers ?? [];
  }

  /**
   * The echo's answer to an offer. Who `talks` has the room's channel for written words.
   * @param {string} sdp @param {boolean} [talks] @returns {Promise<string>}
   */
  async answer(sdp, talks = false) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.#token };
    const told = await this.#fetch({ method: "POST", headers, body: JSON.stringify({ sdp, talks }) });
    if (typeof told.sdp !== "string") throw new EchoRefused("down");
    return told.sdp;
  }

  /** @param {RequestInit} wishes @returns {Promise<any>} */
  async #fetch(wishes) {
    try {
      const response = await fetch(this.#url, { ...wishes, redirect: "error" });
      const told = await response.json();
      if (response.ok && !told.refused) return told;
      throw new EchoRefused(["busy", "too_many"].includes(told.refused) ? "busy" : "down");
    } catch (error) {
      throw error instanceof EchoRefused ? error : new EchoRefused("down");
    }
  }
}
